import { type Body, bodyOf, groupsOf, notesOf, type Point } from '../document/body.js';
import { copyText, graphInText, middleOfPart, paste } from '../edit/clipboard.js';
import { editShown } from '../edit/draft.js';
import { removeFrames } from '../edit/frames.js';
import { disconnect, type Link } from '../edit/links.js';
import { bridgeOver, nodeIds, removeNodes } from '../edit/nodes.js';
import type { Editor } from '../editor/editor.js';
import { toGraph } from '../scene/viewport.js';
import { type Session, shownSubgraph } from '../session/session.js';
import { words } from '../words/words.js';

/** What is drawn of a session now. */
export const shownBody = (session: Session): Body =>
  bodyOf(session.document.get(), shownSubgraph(session)) ?? { nodes: {} };

/** The ids of the nodes that are selected. */
export const selectedNodes = (session: Session): string[] => nodeIds(session.selection.get(), shownBody(session));

/** Everything that can be selected. */
export function allKeys(body: Body): string[] {
  return [
    ...Object.keys(body.nodes),
    ...groupsOf(body).map(({ id }) => `group:${id}`),
    ...notesOf(body).map(({ id }) => `note:${id}`),
  ];
}

/** Deletes what is selected, and says so with a way back. With `bridges`, what fed a node feeds what it fed. */
export function deleteSelected(editor: Editor, bridges = false): void {
  const session = editor.active.get();
  const keys = session.selection.get();
  if (keys.size === 0) return;
  const lines = linesOf(editor, keys);
  const ids = new Set(selectedNodes(session));
  const label = words().canvas.remove(keys.size);
  const resolved = session.resolved.get();
  const isDone = editShown(session, label, (body) => {
    for (const line of lines) disconnect(body, line);
    if (bridges) {
      for (const id of ids) {
        const kind = resolved.nodeOf(id, shownSubgraph(session));
        if (kind) bridgeOver(body, id, kind);
      }
    }
    removeNodes(body, ids);
    removeFrames(body, keys);
  });
  if (!isDone) return;
  session.selection.set(new Set());
  editor.canvas.get()?.view.element.focus({ preventScroll: true });
  editor.toasts.show({
    tone: 'plain',
    text: words().canvas.removed(keys.size),
    action: { label: words().panel.undo, run: () => session.document.undo() },
  });
}

function linesOf(editor: Editor, keys: ReadonlySet<string>): readonly Link[] {
  const lines = editor.canvas.get()?.view.scene.get().lines ?? [];
  // Items of a list from the last: the places of those before stay as they are.
  return lines.filter(({ id }) => keys.has(`line:${id}`)).reverse();
}

export async function copySelected(editor: Editor): Promise<boolean> {
  const session = editor.active.get();
  if (session.selection.get().size === 0) return false;
  const text = copyText(shownBody(session), session.document.get(), session.selection.get());
  editor.copied.set(text);
  await navigator.clipboard?.writeText(text).catch(() => {});
  return true;
}

/** Pastes nodes from a text, or from what was copied here last. Gives false for what is no graph. */
export function pasteGraph(editor: Editor, text: string | undefined, at?: Point, keepsLinks = true): boolean {
  const part = graphInText(text ?? editor.copied.get() ?? '');
  if (!part) return false;
  const session = editor.active.get();
  let added: string[] = [];
  editShown(session, words().canvas.paste, (body, graph) => {
    added = paste(body, graph, part, at ?? middleOf(editor), keepsLinks);
  });
  session.selection.set(new Set(added));
  return true;
}

/** Copies what is selected to beside it. */
export function duplicateSelected(editor: Editor): void {
  const session = editor.active.get();
  const body = shownBody(session);
  const part = graphInText(copyText(body, session.document.get(), session.selection.get()));
  const middle = part && middleOfPart(part);
  if (!middle) return;
  let added: string[] = [];
  editShown(session, words().canvas.duplicate, (draft, graph) => {
    added = paste(draft, graph, part, { x: middle.x + 40, y: middle.y + 40 });
  });
  session.selection.set(new Set(added));
}

/** The middle of what is seen. */
export function middleOf(editor: Editor): Point {
  const stage = editor.canvas.get();
  if (!stage) return { x: 0, y: 0 };
  const { width, height } = stage.view.size();
  return toGraph(stage.session.viewport.get(), { x: width / 2, y: height / 2 });
}

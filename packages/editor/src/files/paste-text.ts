import type { Graph, Point } from '../document/body.js';
import { graphInText, paste } from '../edit/clipboard.js';
import { editShown } from '../edit/draft.js';
import type { Editor } from '../editor/editor.js';
import { openTab } from '../editor/tabs.js';
import type { Session } from '../session/session.js';
import { words } from '../words/words.js';
import { middleOf } from './open-files.js';
import { graphOfLink, isShareLink } from './share-link.js';

type Paster = Pick<Editor, 'sessions' | 'active' | 'catalogue' | 'canvas' | 'toasts'>;

/**
 * Pastes a text: nodes that were copied come into the graph that is drawn, around `at`; a graph with a title or an
 * interface, and a link to a graph, come into a tab of their own. Gives false where the text is none of these.
 */
export function pasteText(editor: Paster, text: string, at?: Point): boolean {
  const fragment = linkIn(text);
  if (fragment !== undefined) {
    void openLink(editor, fragment);
    return true;
  }
  const graph = graphInText(text);
  if (!graph) return false;
  const session = editor.active.get();
  const point = at ?? middleOf(editor);
  if (graph.title === undefined && graph.interface === undefined) {
    pasteNodes(session, graph, point);
    return true;
  }
  const opened = openTab(editor, graph);
  const before = opened.document.get();
  editor.toasts.show({
    tone: 'plain',
    text: words().files.textOpened,
    action: {
      label: words().files.insertHere,
      run() {
        editor.active.set(session);
        if (opened.document.get() === before) editor.sessions.set((now) => now.filter((one) => one !== opened));
        pasteNodes(session, graph, point);
      },
    },
  });
  return true;
}

function pasteNodes(session: Session, graph: Graph, at: Point): void {
  let added: readonly string[] = [];
  editShown(session, words().canvas.paste, (body, whole) => {
    added = paste(body, whole, graph, at);
  });
  if (added.length > 0) session.selection.set(new Set(added));
}

/** The fragment of a link to a graph that stands alone in a text. */
function linkIn(text: string): string | undefined {
  const found = /^\s*(?:https?:\/\/\S*?)?(#graph=[\w-]+)\s*$/.exec(text)?.[1];
  return found !== undefined && isShareLink(found) ? found : undefined;
}

async function openLink(editor: Paster, fragment: string): Promise<void> {
  const shared = await graphOfLink(fragment);
  if (shared.ok) openTab(editor, shared.graph);
  else editor.toasts.show({ tone: 'error', text: shared.message });
}

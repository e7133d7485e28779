import { bodyOf } from '../document/body.js';
import { subgraphOf } from '../edit/subgraph.js';
import type { Editor } from '../editor/editor.js';
import type { Session, TrailStep } from '../session/session.js';

/** Shows a node, by the path to it through subgraphs, selects it and gives it the focus. */
export function jumpTo(editor: Editor, path: string): void {
  const session = editor.active.get();
  const parts = path.split('/');
  const id = parts.pop()!;
  const trail = trailOf(session, parts);
  if (!trail) return;
  if (editor.settings.get().view === 'app') editor.settings.set((now) => ({ ...now, view: 'graph' }));
  const now = session.trail.get();
  const isThere = now.length === trail.length && now.every((step, at) => step.node === trail[at]!.node);
  if (!isThere) {
    session.viewport.set({ x: 0, y: 0, k: 0 });
    session.trail.set(trail);
  }
  session.selection.set(new Set([id]));
  focusNode(editor, id);
}

function trailOf(session: Session, nodes: readonly string[]): TrailStep[] | undefined {
  const graph = session.document.get();
  const trail: TrailStep[] = [];
  for (const node of nodes) {
    const inner = bodyOf(graph, trail.at(-1)?.subgraph)?.nodes[node];
    const subgraph = inner && subgraphOf(inner);
    if (subgraph === undefined) return undefined;
    trail.push({ node, subgraph });
  }
  return trail;
}

/** Frames after which a node that should come is given up. */
const PATIENCE = 30;

/** Brings a node into view and gives it the focus once it is mounted. */
export function focusNode(editor: Editor, id: string, tries = 0): void {
  const stage = editor.canvas.get();
  if (stage?.view.scene.get().index.has(id)) {
    if (tries === 0 || stage.view.element.querySelector(`[data-node="${CSS.escape(id)}"]`) === null) {
      stage.view.reveal(id);
      stage.view.mount(id);
    }
    const element = stage.view.element.querySelector<HTMLElement>(`[data-node="${CSS.escape(id)}"]`);
    if (element) {
      element.focus({ preventScroll: true });
      return;
    }
  }
  if (tries < PATIENCE) requestAnimationFrame(() => focusNode(editor, id, tries + 1));
}

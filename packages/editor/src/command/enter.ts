import { subgraphOf } from '../edit/subgraph.js';
import type { Session } from '../session/session.js';
import { shownBody } from './selection.js';

/** Where one looked before a subgraph was entered, to go back to. */
const before = new WeakMap<Session, { readonly x: number; readonly y: number; readonly k: number }[]>();

/** Shows the subgraph that a node is, or runs. */
export function enterSubgraph(session: Session, id: string): void {
  const node = shownBody(session).nodes[id];
  const subgraph = node && subgraphOf(node);
  if (subgraph === undefined || !session.document.get().subgraphs?.[subgraph]) return;
  const views = before.get(session) ?? [];
  before.set(session, [...views, session.viewport.get()]);
  session.selection.set(new Set());
  // A zoom of nothing: the canvas that comes fits what it shows.
  session.viewport.set({ x: 0, y: 0, k: 0 });
  session.trail.set((trail) => [...trail, { subgraph, node: id }]);
}

/** Goes back out, to where so many steps lead. */
export function leaveTo(session: Session, depth: number): void {
  const trail = session.trail.get();
  if (depth >= trail.length) return;
  const views = before.get(session) ?? [];
  const left = trail[depth];
  session.selection.set(new Set(left ? [left.node] : []));
  session.viewport.set(views[depth] ?? { x: 0, y: 0, k: 0 });
  before.set(session, views.slice(0, depth));
  session.trail.set(trail.slice(0, depth));
}

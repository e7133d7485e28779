import type { Draft } from 'immer';
import type { Graph } from '../document/body.js';
import type { EditOptions } from '../document/document-store.js';
import { type Session, shownSubgraph } from '../session/session.js';

export type GraphDraft = Draft<Graph>;
/** A body that is being changed: the graph, or one of its subgraphs. */
export type BodyDraft = Pick<GraphDraft, 'title' | 'description' | 'interface' | 'nodes' | 'layout'>;
export type NodeDraft = BodyDraft['nodes'][string];
export type LayoutDraft = NonNullable<BodyDraft['layout']>;
export type PlaceDraft = NonNullable<LayoutDraft['nodes']>[string];

/** Changes what is drawn now, as one step that can be undone. */
export function editShown(
  session: Session,
  label: string,
  recipe: (body: BodyDraft, graph: GraphDraft) => void,
  options?: EditOptions,
): boolean {
  const name = shownSubgraph(session);
  return session.document.edit(
    label,
    (graph) => {
      const body = name === undefined ? graph : graph.subgraphs?.[name];
      if (body) recipe(body, graph);
    },
    options,
  );
}

/** The layout, made where there is none. */
export function layoutOf(body: BodyDraft): LayoutDraft {
  body.layout ??= {};
  return body.layout;
}

/** The place of a node, made where there is none. */
export function placeIn(body: BodyDraft, id: string): PlaceDraft {
  const layout = layoutOf(body);
  layout.nodes ??= {};
  layout.nodes[id] ??= { x: 0, y: 0 };
  return layout.nodes[id];
}

/** A name that is not taken: `word`, `word2`, `word3` … */
export function freeName(word: string, isTaken: (name: string) => boolean): string {
  const clean = word.replace(/[^A-Za-z0-9_-]/g, '').replace(/^[^A-Za-z]+/, '') || 'node';
  const base = clean.slice(0, 56);
  if (!isTaken(base)) return base;
  const stem = base.replace(/\d+$/, '');
  for (let n = 2; ; n++) if (!isTaken(`${stem}${n}`)) return `${stem}${n}`;
}

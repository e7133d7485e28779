import { bodyOf } from '../document/body.js';
import { subgraphOf } from '../edit/subgraph.js';
import type { Session } from './session.js';

/** Leaves subgraphs that are no longer where they were entered, as when their making is undone. */
export function keepTrail({ document, trail, selection, viewport }: Session): void {
  document.subscribe(() => {
    const graph = document.get();
    const now = trail.get();
    const left = now.findIndex(({ node, subgraph }, at) => {
      const holder = bodyOf(graph, now[at - 1]?.subgraph)?.nodes[node];
      return !holder || subgraphOf(holder) !== subgraph || !bodyOf(graph, subgraph);
    });
    if (left < 0) return;
    selection.set(new Set());
    viewport.set({ x: 0, y: 0, k: 0 });
    trail.set(now.slice(0, left));
  });
}

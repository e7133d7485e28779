import dagre from '@dagrejs/dagre';
import type { Ordering } from './arrange.js';
import { layers } from './layers.js';

/** Dagre took 2 s for so many boxes, 8 for 1,000 and 20 for 1,500; our own columns take a tenth of one for any of them. */
const MOST_FOR_DAGRE = 600;

/** Columns by dagre, which crosses fewer links than our own; our own where there are too many boxes. */
export const dagreOrder: Ordering = (boxes, links, gap) => {
  if (boxes.length > MOST_FOR_DAGRE) return layers(boxes, links, gap);
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: 'LR', ranksep: 60, nodesep: gap, edgesep: 10 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, w, h } of boxes) graph.setNode(id, { width: w, height: h });
  for (const [from, to] of links) graph.setEdge(from, to);
  dagre.layout(graph);
  return boxes.map(({ id }) => {
    const { x, y } = graph.node(id) as { readonly x: number; readonly y: number };
    // All of one rank have one middle.
    return { id, column: Math.round(x), middle: y };
  });
};

import type { Registry } from '../pack/registry.js';
import type { Graph } from './document.js';
import { linkGraph, problemsOf } from './link-graph.js';
import type { Problem } from './problem.js';

/** Every problem of a graph at once, in the order of the document; none means that it can run. */
export function validateGraph(graph: Graph, registry: Registry): Problem[] {
  return problemsOf(linkGraph(graph, registry));
}

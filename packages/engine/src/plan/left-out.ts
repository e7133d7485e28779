import { bind } from '../graph/bind.js';
import type { Graph } from '../graph/document.js';
import { linkGraph } from '../graph/link-graph.js';
import type { Registry } from '../pack/registry.js';
import type { Value } from '../value/value.js';
import { programOf } from './compile.js';

/**
 * The outputs of a graph's interface that a run with these inputs does not give, each with the path of the node that is
 * the reason: it is muted, or bypassed with nothing to let through. Throws `RangeError` for a graph too large to run.
 */
export function leftOut(
  graph: Graph,
  inputs: Readonly<Record<string, Value>>,
  registry: Registry,
): ReadonlyMap<string, string> {
  const bound = bind(linkGraph(graph, registry), inputs);
  return programOf(linkGraph(bound.graph, registry).root, Object.keys(bound.outside)).leftOut ?? new Map();
}

import type { AnyNode } from '../node/node.js';
import type { Registry } from '../pack/registry.js';
import type { Port } from '../port/port.js';
import type { Graph } from './document.js';
import { type LinkedGraph, linkGraph, problemsOf } from './link-graph.js';
import type { LinkedBody } from './linked.js';
import type { Problem } from './problem.js';

/** A graph with the declarations of its nodes found, and all that is wrong with it: what an editor draws from. */
export type ResolvedGraph = {
  /** As `validateGraph` gives them. */
  readonly problems: readonly Problem[];
  /** The declaration of a node of the graph, or of one of its subgraphs: subgraphs and loops have ports of their own. */
  nodeOf(id: string, subgraph?: string): AnyNode | undefined;
  /** What an output gives: a list where its node is mapped. */
  outputOf(id: string, output: string, subgraph?: string): Port | undefined;
};

const linkedOf = new WeakMap<ResolvedGraph, LinkedGraph>();

/** Follows the links of a graph. `before`, of the graph as it was before a change, saves work where little has changed. */
export function resolveGraph(graph: Graph, registry: Registry, before?: ResolvedGraph): ResolvedGraph {
  const linked = linkGraph(graph, registry, before && linkedOf.get(before));
  const names = Object.keys(graph.subgraphs ?? {});
  const find = (id: string, subgraph: string | undefined) => {
    const body: LinkedBody | undefined = subgraph === undefined ? linked.root : linked.bodies[names.indexOf(subgraph)];
    const at = body?.scope.places.get(id);
    return at === undefined ? undefined : body!.nodes[at];
  };
  let problems: readonly Problem[] | undefined;
  const resolved: ResolvedGraph = {
    get problems() {
      problems ??= problemsOf(linked);
      return problems;
    },
    nodeOf: (id, subgraph) => find(id, subgraph)?.shape?.node,
    outputOf(id, output, subgraph) {
      const node = find(id, subgraph);
      const at = node?.shape?.output.get(output);
      if (!node?.shape || at === undefined) return undefined;
      return (node.document.map === undefined ? node.shape.outputPorts : node.shape.listPorts)[at];
    },
  };
  linkedOf.set(resolved, linked);
  return resolved;
}

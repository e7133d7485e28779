import type { Registry } from '../pack/registry.js';
import { createSuggester } from './closest.js';
import type { Graph } from './document.js';
import { linkBody } from './link-body.js';
import type { LinkedBody } from './linked.js';
import type { Problem } from './problem.js';
import { createSubgraphs } from './subgraphs.js';

/** A document with all its links followed. */
export type LinkedGraph = {
  readonly document: Graph;
  readonly root: LinkedBody;
  /** The subgraphs, in the order of the document. */
  readonly bodies: readonly LinkedBody[];
};

/** Follows the links of a document. What is wrong is part of the result. `before` saves work where little has changed. */
export function linkGraph(graph: Graph, registry: Registry, before?: LinkedGraph): LinkedGraph {
  const suggest = createSuggester();
  if (before && before.document.subgraphs === graph.subgraphs) {
    // The subgraphs are as they were, so that their kinds are found where they were found before.
    const root = linkBody(graph, { ...before.root.within, suggest }, before.root);
    return { document: graph, root, bodies: before.bodies };
  }
  const bodies = new Map<string, LinkedBody>();
  const subgraphs = createSubgraphs(graph.subgraphs, (name, table) => {
    const within = { registry, subgraphs: table, prefix: `subgraphs.${name}.`, suggest };
    const body = linkBody(graph.subgraphs![name]!, within);
    bodies.set(name, body);
    return body;
  });
  const names = Object.keys(graph.subgraphs ?? {});
  for (const name of names) subgraphs.kind(name, 'type', suggest);
  const root = linkBody(graph, { registry, subgraphs, prefix: '', suggest });
  return { document: graph, root, bodies: names.map((name) => bodies.get(name)!) };
}

/** Every problem of a document, in its order: nodes, interface, circles; then the same of each subgraph. */
export function problemsOf({ root, bodies }: LinkedGraph): Problem[] {
  return [root, ...bodies].flatMap((body) => [...body.nodes.flatMap((node) => node.problems), ...body.problems]);
}

import type { Graph, GraphBody, GraphNode } from './document.js';

/** Can nothing of this JSON be changed any more? */
export function isDeepFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (!Object.isFrozen(value)) return false;
  for (const key in value) if (!isDeepFrozen((value as Record<string, unknown>)[key])) return false;
  return true;
}

/** Can nothing of the node be changed that a run depends on? */
export function isFixedNode(node: GraphNode): boolean {
  return Object.isFrozen(node) && isDeepFrozen(node.inputs) && isDeepFrozen(node.params) && isDeepFrozen(node.map);
}

/** Freezes all of a graph that a run depends on, and gives it back. */
export function freezeGraph(graph: Graph): Graph {
  freezeBody(graph);
  for (const body of Object.values(graph.subgraphs ?? {})) freezeBody(body);
  if (graph.subgraphs) Object.freeze(graph.subgraphs);
  return graph;
}

function freezeBody(body: GraphBody): void {
  for (const node of Object.values(body.nodes)) {
    deepFreeze(node.inputs);
    deepFreeze(node.params);
    deepFreeze(node.map);
    Object.freeze(node);
  }
  Object.freeze(body.nodes);
  deepFreeze(body.interface);
  Object.freeze(body);
}

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  for (const key in value) deepFreeze((value as Record<string, unknown>)[key]);
  Object.freeze(value);
}

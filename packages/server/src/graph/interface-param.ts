import { type Graph, type Param, parseEndpoint, type Registry } from '@moodwire/engine';

/** The param that an input of a graph sets: the first one where it sets several, and nothing where it feeds an input. */
export function paramOfInput(graph: Graph, registry: Registry, name: string): Param | undefined {
  const known = graph.interface?.inputs ?? {};
  // Own fields only: an input or a node may be called `constructor`.
  const target = Object.hasOwn(known, name) ? parseEndpoint([known[name]!].flat()[0]!) : undefined;
  const node = target && Object.hasOwn(graph.nodes, target.node) ? graph.nodes[target.node] : undefined;
  const params = (node && registry.get(node.type)?.params) ?? {};
  return target && Object.hasOwn(params, target.port) ? params[target.port] : undefined;
}

import { type Graph, type Param, type Port, parseEndpoint, type Registry } from '@moodwire/engine';

/** The param that an input of a graph sets: the first one where it sets several, and nothing where it feeds an input. */
export function paramOfInput(graph: Graph, registry: Registry, name: string): Param | undefined {
  const { port, params } = placeOf(graph, registry, name);
  return ownOf(params, port);
}

/** The type of the node's input that an input of a graph feeds; nothing where it sets a param, or where it is unknown. */
export function portOfInput(graph: Graph, registry: Registry, name: string): Port | undefined {
  const { port, inputs } = placeOf(graph, registry, name);
  return ownOf(inputs, port);
}

function placeOf(graph: Graph, registry: Registry, name: string) {
  const target = ownOf(graph.interface?.inputs, name);
  const place = target === undefined ? undefined : parseEndpoint([target].flat()[0]!);
  const definition = place && registry.get(ownOf(graph.nodes, place.node)?.type ?? '');
  return { port: place?.port ?? '', params: definition?.params, inputs: definition?.inputs };
}

/** Own fields only: an input or a node may be called `constructor`. */
function ownOf<T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return record && Object.hasOwn(record, name) ? record[name] : undefined;
}

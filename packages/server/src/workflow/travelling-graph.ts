import {
  bindInputs,
  type Graph,
  type GraphNode,
  type Json,
  type Registry,
  serializeGraph,
  type Value,
} from '@moodwire/engine';

export type GraphCall = {
  readonly graph: Graph;
  readonly inputs: Readonly<Record<string, Value>>;
  readonly registry: Registry;
};

/**
 * The graph that runs, as it goes into a picture: with the values that it was called with, each file that it reads named
 * by what `referenceOf` gives, and without where its results went.
 */
export async function travellingGraph(
  { graph, inputs, registry }: GraphCall,
  referenceOf: (name: string) => Promise<string>,
): Promise<string> {
  const bound = bindInputs(graph, inputs, registry).graph;
  const travelling = await mapNodes(bound, async (node) => {
    const known = registry.get(node.type)?.params ?? {};
    const params: Record<string, Json> = { ...node.params };
    for (const [name, param] of Object.entries(known)) {
      if (param.kind !== 'file' || param.access !== 'read' || Object.hasOwn(node.inputs ?? {}, name)) continue;
      const value = params[name] ?? param.default;
      if (typeof value === 'string' && value !== '') params[name] = await referenceOf(value);
    }
    return { ...node, params };
  });
  return serializeGraph(await withoutTargets(travelling, registry));
}

/** A graph whose nodes write under their own default names, over nothing that is there. */
export function withoutTargets(graph: Graph, registry: Registry): Promise<Graph> {
  return mapNodes(graph, async (node) => {
    const known = registry.get(node.type)?.params ?? {};
    const writes = Object.entries(known).flatMap(([name, param]) =>
      param.kind === 'file' && param.access === 'write' ? [name] : [],
    );
    if (writes.length === 0) return node;
    const { existing: _, ...params } = node.params ?? {};
    const { existing: __, ...inputs } = node.inputs ?? {};
    const isKept = ([name]: readonly [string, unknown]): boolean => !writes.includes(name);
    return {
      ...node,
      ...(node.params && { params: Object.fromEntries(Object.entries(params).filter(isKept)) }),
      ...(node.inputs && { inputs: Object.fromEntries(Object.entries(inputs).filter(isKept)) }),
    };
  });
}

/** The graph with each node of it and of its subgraphs changed. */
async function mapNodes(graph: Graph, change: (node: GraphNode) => Promise<GraphNode>): Promise<Graph> {
  const mapBody = async <T extends { readonly nodes: Readonly<Record<string, GraphNode>> }>(body: T): Promise<T> => {
    const nodes: Record<string, GraphNode> = {};
    for (const [id, node] of Object.entries(body.nodes)) nodes[id] = await change(node);
    return { ...body, nodes };
  };
  const { subgraphs } = graph;
  if (!subgraphs) return mapBody(graph);
  const bodies = await Promise.all(Object.entries(subgraphs).map(async ([name, body]) => [name, await mapBody(body)]));
  return { ...(await mapBody(graph)), subgraphs: Object.fromEntries(bodies) };
}

import { type Graph, type GraphNode, parseGraph, type Registry } from '@moodwire/engine';

/** Kinds of node that run for their effect alone and give what comes in as it came: bypassed, they give the same. */
const PASSING: ReadonlySet<string> = new Set(['image/save']);

/** What becomes of other nodes that must always run: who knows what they do, and what they give next time? */
type Others = 'mute' | 'keep';

const made: Readonly<Record<Others, WeakMap<Graph, Graph>>> = { mute: new WeakMap(), keep: new WeakMap() };

/** The graph as it gives the same and saves nothing, in its subgraphs too; itself where it saves nothing. */
export function quietGraph(graph: Graph, registry: Registry, others: Others): Graph {
  const known = made[others].get(graph);
  if (known) return known;
  const quiet = quieted(graph, registry, others);
  made[others].set(graph, quiet);
  return quiet;
}

function quieted(graph: Graph, registry: Registry, others: Others): Graph {
  let isLoud = false;
  const quietNode = (node: GraphNode): GraphNode => {
    const mode = PASSING.has(node.type) ? 'bypass' : others === 'mute' ? 'mute' : undefined;
    if (!mustAlwaysRun(node, registry) || node.mode !== undefined || mode === undefined) return node;
    isLoud = true;
    return { ...node, mode };
  };
  const quietBody = <B extends Pick<Graph, 'nodes'>>(body: B): B => ({
    ...body,
    nodes: Object.fromEntries(Object.entries(body.nodes).map(([id, node]) => [id, quietNode(node)])),
  });
  const { subgraphs } = graph;
  const inner = Object.entries(subgraphs ?? {}).map(([name, body]) => [name, quietBody(body)] as const);
  const changed = { ...quietBody(graph), ...(subgraphs && { subgraphs: Object.fromEntries(inner) }) };
  if (!isLoud) return graph;
  // Read anew it is frozen, so that the engine knows it again.
  const parsed = parseGraph(changed);
  return 'graph' in parsed ? parsed.graph : changed;
}

/** Is it run for what it does, each time anew? */
export const mustAlwaysRun = ({ type }: GraphNode, registry: Registry): boolean =>
  registry.get(type)?.cache === 'never';

/** The node at a path through subgraphs, such as `soft/down`; nothing where the way is not written in the document. */
export function nodeAt(graph: Graph, path: string): GraphNode | undefined {
  let body: Pick<Graph, 'nodes'> | undefined = graph;
  let node: GraphNode | undefined;
  for (const id of path.split('/')) {
    node = body && Object.hasOwn(body.nodes, id) ? body.nodes[id] : undefined;
    const inner: string | undefined = node && /^subgraph\/(.+)$/.exec(node.type)?.[1];
    body = inner === undefined ? undefined : graph.subgraphs?.[inner];
  }
  return node;
}

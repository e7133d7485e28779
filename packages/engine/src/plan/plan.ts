import type { Graph } from '../graph/document.js';
import { parseEndpoint } from '../graph/link.js';
import type { AnyNode } from '../node/node.js';
import type { Registry } from '../pack/registry.js';
import type { Json } from '../value/value.js';

/** Where one link comes from: a node's place in the plan and the name of its output. */
export type Source = { readonly from: number; readonly output: string };

export type PlannedNode = {
  readonly id: string;
  readonly definition: AnyNode;
  /** Every param, defaults filled in, in the order of the declaration. Those fed by a link keep their default here. */
  readonly params: Readonly<Record<string, Json>>;
  /** What feeds inputs and params. */
  readonly feeds: ReadonlyMap<string, Source | readonly Source[]>;
  /** The places of the nodes that feed it, one for each link. */
  readonly sources: readonly number[];
};

/** What the asked-for nodes need, sources before consumers, in an order that depends on the document alone. */
export type Plan = {
  readonly nodes: readonly PlannedNode[];
  readonly place: ReadonlyMap<string, number>;
  readonly targets: readonly number[];
};

/**
 * Plans a graph that validation found sound. Without `targets` these are the nodes of the interface's outputs, or, in a
 * graph that has none, the nodes that feed no other. Linear in nodes and links; no recursion.
 */
export function planGraph(graph: Graph, registry: Registry, targets?: readonly string[]): Plan {
  const place = new Map<string, number>();
  const nodes: PlannedNode[] = [];
  const wanted = targets ?? defaultTargets(graph);
  const pending: { id: string; opened: boolean }[] = wanted.map((id) => ({ id, opened: false })).reverse();
  while (pending.length > 0) {
    const top = pending.at(-1)!;
    if (place.has(top.id)) {
      pending.pop();
      continue;
    }
    const node = graph.nodes[top.id]!;
    if (!top.opened) {
      top.opened = true;
      for (const links of Object.values(node.inputs ?? {}).reverse()) {
        for (const link of typeof links === 'string' ? [links] : links.toReversed()) {
          const { node: id } = parseEndpoint(link)!;
          if (!place.has(id)) pending.push({ id, opened: false });
        }
      }
      continue;
    }
    pending.pop();
    place.set(top.id, nodes.length);
    nodes.push(planNode(top.id, node, registry.get(node.type)!, place));
  }
  return { nodes, place, targets: wanted.map((id) => place.get(id)!) };
}

function planNode(
  id: string,
  node: Graph['nodes'][string],
  definition: AnyNode,
  place: ReadonlyMap<string, number>,
): PlannedNode {
  const feeds = new Map<string, Source | readonly Source[]>();
  const sources: number[] = [];
  const sourceOf = (link: string): Source => {
    const { node: from, port } = parseEndpoint(link)!;
    const at = place.get(from)!;
    sources.push(at);
    return { from: at, output: port };
  };
  for (const [name, links] of Object.entries(node.inputs ?? {})) {
    feeds.set(name, typeof links === 'string' ? sourceOf(links) : links.map(sourceOf));
  }
  const params: Record<string, Json> = {};
  for (const [name, param] of Object.entries(definition.params)) {
    const given = node.params ?? {};
    params[name] = Object.hasOwn(given, name) ? given[name]! : (param.default as Json);
  }
  return { id, definition, params, feeds, sources };
}

function defaultTargets(graph: Graph): string[] {
  const outputs = Object.values(graph.interface?.outputs ?? {});
  if (outputs.length > 0) return [...new Set(outputs.map((text) => parseEndpoint(text)!.node))];
  const feeding = new Set<string>();
  for (const node of Object.values(graph.nodes)) {
    for (const links of Object.values(node.inputs ?? {})) {
      for (const link of typeof links === 'string' ? [links] : links) feeding.add(parseEndpoint(link)!.node);
    }
  }
  return Object.keys(graph.nodes).filter((id) => !feeding.has(id));
}

import { parseEndpoint } from '../graph/link.js';
import type { LinkedGraph } from '../graph/link-graph.js';
import type { Feed, LinkedBody } from '../graph/linked.js';
import { type Program, placesIn } from '../plan/program.js';

/** What is to be given back, by the names of the interface and by node. */
export type Wanted = {
  readonly outputs: readonly { readonly name: string; readonly node: string; readonly feed: Feed }[];
  readonly nodes: readonly { readonly id: string; readonly outputs: ReadonlyMap<string, Feed> }[];
  /** Are outputs that the interface does not name given only where that costs nothing? */
  readonly isByName: boolean;
};

export function wantedOf(
  program: Program,
  { document, root }: LinkedGraph,
  targets: readonly string[] | undefined,
): Wanted {
  const named = [...program.outputs].map(([name, feed]) => {
    const { node } = parseEndpoint(document.interface!.outputs![name]!)!;
    return { name, node, feed };
  });
  const isByName = targets === undefined && named.length > 0;
  const ids = targets ?? (isByName ? named.map(({ node }) => node) : sinksOf(program, root));
  const nodes = [...new Set(ids)].map((id) => ({ id, outputs: program.targets.get(id) ?? new Map<string, Feed>() }));
  return { outputs: targets ? named.filter(({ node }) => targets.includes(node)) : named, nodes, isByName };
}

/** The ids of the nodes of the document that feed no other, and are not muted. */
function sinksOf(program: Program, { nodes }: LinkedBody): string[] {
  const isSource = new Uint8Array(nodes.length);
  for (const { sources, lazySources } of nodes) {
    for (const at of sources) isSource[at] = 1;
    for (const at of lazySources) isSource[at] = 1;
  }
  return nodes.flatMap(({ id }, at) => (isSource[at] === 0 && program.targets.get(id) !== undefined ? [id] : []));
}

/** The places of the nodes that must run for what is wanted. */
export function targetsOf({ nodes }: Program, wanted: Wanted): number[] {
  const targets = new Set<number>();
  for (const { feed } of wanted.outputs) for (const at of placesIn(feed)) targets.add(at);
  for (const { id, outputs } of wanted.nodes) {
    for (const feed of outputs.values()) for (const at of placesIn(feed)) targets.add(at);
    const isBare = outputs.size === 0; // its purpose is its effect
    const at = isBare ? nodes.findIndex((node) => node.id === id) : -1;
    if (at >= 0) targets.add(at);
  }
  return [...targets];
}

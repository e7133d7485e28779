import { isList } from '../graph/link-node.js';
import type { Consumers, Feed, LinkedNode, Ref } from '../graph/linked.js';

/** What can be asked for by name: the outputs of a node, or of a subgraph. None for what is muted. */
export type Target = ReadonlyMap<string, Feed> | undefined;

/**
 * A graph as it runs: subgraphs put in place, bypassed and muted nodes gone. Places in feeds are places in `nodes`; −1 is
 * outside, where `out` counts the values that the graph is called with.
 */
export type Program = {
  readonly nodes: readonly LinkedNode[];
  /** Places, each after those that feed it. */
  readonly order: readonly number[];
  /** Is that the order of `nodes`? */
  readonly isForward: boolean;
  /** By the names of the interface; what is muted is left out. */
  readonly outputs: ReadonlyMap<string, Feed>;
  /** The names of the interface that are left out, if any, each with the node whose mode is the reason. */
  readonly leftOut?: ReadonlyMap<string, string>;
  /** What each node that can be named gives; `has` is false for one that is not there. */
  readonly targets: { has(id: string): boolean; get(id: string): Target };
  readonly consumers: Consumers;
  /** Has it nodes with a fingerprint? */
  readonly readsFiles: boolean;
};

/** Every output of a node, by name. */
export function outputsOf(node: LinkedNode, at: number): ReadonlyMap<string, Ref> {
  // One of an unknown kind never runs; it still has a place, so that what needs it is known.
  if (!node.shape) return new Map([['', { at, out: 0 }]]);
  return new Map(node.shape.outputs.map((name, out) => [name, { at, out }]));
}

export const readsFiles = (nodes: readonly LinkedNode[]): boolean =>
  nodes.some(({ shape }) => shape?.node.fingerprint !== undefined);

/** The places of the nodes that a feed comes from. */
export const placesIn = (feed: Feed): number[] =>
  (isList(feed) ? feed : [feed]).flatMap(({ at }) => (at < 0 ? [] : [at]));

import type { FlowNode } from '../node/node.js';
import type { Registry } from '../pack/registry.js';
import type { Json } from '../value/value.js';
import type { Suggest } from './closest.js';
import type { GraphBody, GraphNode } from './document.js';
import type { Problem } from './problem.js';
import type { Shape } from './shape.js';

/** Where a link comes from: a node by its place, and one of its outputs by its place. A place of −1 is outside. */
export type Ref = { readonly at: number; readonly out: number };

/** What feeds a slot: one link, or a list of them. */
export type Feed = Ref | readonly Ref[];

/** A node with its definition found and its links followed. */
export type LinkedNode = {
  /** Its id; inside a subgraph, the path to it. */
  readonly id: string;
  /** What the document says of it. */
  readonly document: GraphNode;
  /** Undefined for a kind of node that is not known. */
  readonly shape: Shape | undefined;
  /** Every param, defaults filled in. Those that a link feeds keep their default here. */
  readonly params: Readonly<Record<string, Json>>;
  /** What every key of it begins with: its kind and its params. */
  readonly keyHead: string;
  /** What feeds each slot, by its place; empty when nothing does. */
  readonly feeds: readonly (Feed | undefined)[];
  /** The places of the nodes that must be done before it, each once. */
  readonly sources: readonly number[];
  /** The places of the nodes that only its lazy inputs need, each once. */
  readonly lazySources: readonly number[];
  /** The slots whose lists it is mapped over. */
  readonly mapped: readonly number[] | undefined;
  /** The subgraph that it is, or that it runs. */
  readonly body: LinkedBody | undefined;
  readonly problems: readonly Problem[];
  /** Is the document's node frozen, so that what is said here stays true of it? */
  readonly isFixed: boolean;
};

/** A place that the interface names: a slot of a node. */
export type Exposed = { readonly at: number; readonly slot: number };

/** Whom each node feeds: the consumers of node `at` are `fed[start[at]]` to `fed[start[at + 1] - 1]`. */
export type Consumers = { readonly start: Int32Array; readonly fed: Int32Array };

/** A graph or subgraph with its links followed, and all that is wrong with it. */
export type LinkedBody = {
  readonly document: GraphBody;
  readonly scope: Scope;
  readonly within: Within;
  /** In the order of the document. */
  readonly nodes: readonly LinkedNode[];
  readonly ids: readonly string[];
  /** Places in an order where each node comes after those that feed it. Nodes on a circle are left out. */
  readonly order: readonly number[];
  /** Is that the order of `nodes`? */
  readonly isForward: boolean;
  readonly inputs: ReadonlyMap<string, readonly Exposed[]>;
  readonly outputs: ReadonlyMap<string, Ref>;
  /** Is there no subgraph to be put in place, and no node that is bypassed, muted or unknown? */
  readonly isPlain: boolean;
  /** What is worked out once for all documents whose links are the same. */
  readonly memo: { consumers?: Consumers };
  /** Problems of the interface and circles; those of nodes stand with them. */
  readonly problems: readonly Problem[];
};

export const NO_FEEDS: readonly (Feed | undefined)[] = Object.freeze([]);
export const NO_PLACES: readonly number[] = Object.freeze([]);

/** A problem of a node that is known elsewhere. */
export type Fault = Omit<Problem, 'node'>;

/** What kind of node one is. Without a shape it is not known, and `fault` says why. */
export type Kind = {
  readonly shape: Shape | undefined;
  readonly body?: LinkedBody | undefined;
  readonly fault?: Fault | undefined;
};

/** What the links of one body can lead to. */
export type Scope = {
  readonly ids: readonly string[];
  readonly documents: readonly GraphNode[];
  readonly kinds: readonly Kind[];
  /** Ids to places. */
  readonly places: ReadonlyMap<string, number>;
  /** Slots that the interface feeds from outside, as `node.slot`. */
  readonly exposed: ReadonlySet<string>;
  /** What stands before the ids of nodes in problems. */
  readonly prefix: string;
  readonly suggest: Suggest;
};

/** What the bodies of one document have in common. */
export type Within = {
  readonly registry: Registry;
  readonly subgraphs: Subgraphs;
  /** What stands before the ids of nodes in problems. */
  readonly prefix: string;
  readonly suggest: Suggest;
};

/** The subgraphs of one document, each linked when it is first needed. */
export type Subgraphs = {
  /** The subgraph of this name as a kind of node. */
  kind(name: string, port: string, suggest: Suggest): Kind;
  /** A flow node with ports that fit the body which its param names. */
  derived(node: FlowNode, document: GraphNode, suggest: Suggest): Kind;
};

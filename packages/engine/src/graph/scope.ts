import type { Registry } from '../pack/registry.js';
import type { Suggest } from './closest.js';
import type { GraphNode } from './document.js';
import type { LinkedBody } from './linked.js';
import type { Problem } from './problem.js';
import type { Shape } from './shape.js';
import type { Subgraphs } from './subgraphs.js';

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

import type { Held } from '../backend/held.js';
import type { Feed, LinkedNode, Ref } from '../graph/linked.js';
import type { Recipes } from '../key/recipe.js';
import type { Program } from '../plan/program.js';
import type { NodeLog, Scene } from './log.js';
import type { Session } from './session.js';

/** A program that runs inside a node. */
export type Inside = {
  readonly program: Program;
  /** What stands before the ids of its nodes. */
  readonly path: string;
  /** The values that the program is called with. Whoever calls holds them until the job is released. */
  readonly outside: readonly Held[];
  /** What is asked for. */
  readonly targets: readonly number[];
  /** Where it stands in the run: the rank of each node on the way to it, and which of that node's calls it is. */
  readonly place: readonly number[];
  /** How many of its nodes run at once; as many as there is room for unless given. */
  readonly atOnce?: number | undefined;
  readonly onSettled?: () => void;
};

/** A program with all that is needed to run it. */
export type Call = Inside & {
  readonly session: Session;
  readonly recipes: Recipes;
  /** Is what is asked for what the run was asked for, and not what some node needs of its body? */
  readonly isOutermost: boolean;
  /** Opens the scene in which its nodes are told of; nothing when nobody listens. */
  readonly open: ((order: readonly number[]) => Scene) | undefined;
};

/** What a job gives when it is over. All of it is held until `release`. */
export type Outcome = {
  /** What feeds this, or nothing when it failed. */
  get(feed: Feed): Held | readonly Held[] | undefined;
  /** Did everything that was asked for come about? */
  readonly isWhole: boolean;
  /** Did a node turn out to depend on more than its key tells? */
  readonly isOpen: boolean;
  release(): void;
};

/** A job as its nodes see it. */
export type Job = Call & {
  readonly isTarget: (at: number) => boolean;
  /** The key of how a node is made, unless something above it turned out to depend on more than its key tells. */
  readonly recipe: (at: number) => string | undefined;
  /** What recomputing each node would cost in milliseconds, as far as it is known; empty when nothing is stored. */
  readonly costs: Float64Array;
  held(ref: Ref): Held;
  /** Has nodes done that only a lazy input needs. Rejects when one of them fails, or the run is cancelled. */
  demand(asker: NodeLog | undefined, sources: readonly number[]): Promise<void>;
  inside(log: NodeLog | undefined, call: Inside): Promise<Outcome>;
};

/** One node with its job, ready to run. */
export type Task = {
  readonly job: Job;
  readonly at: number;
  /** The path to the node, in names and in ranks. */
  readonly place: () => readonly number[];
  readonly id: string;
  readonly node: LinkedNode;
  readonly log: NodeLog | undefined;
  /** Its results depend on more than its key tells, and are not to be kept. What runs it may find that out. */
  isOpen: boolean;
  /** Set once it only waits for other nodes: what it held of a resource is theirs to use. */
  isWaiting: boolean;
  onWaiting: (() => void) | undefined;
};

/** A node that waits for others must hold nothing that these might need. */
export function makeWay(task: Task): void {
  task.isWaiting = true;
  task.onWaiting?.();
}

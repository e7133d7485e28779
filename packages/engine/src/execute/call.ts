import type { Held } from '../backend/held.js';
import type { Feed, LinkedNode, Ref } from '../graph/linked.js';
import type { Recipes } from '../key/recipe.js';
import type { Program } from '../plan/program.js';
import type { Lasting } from './lasting.js';
import type { NodeLog, Scene } from './log.js';
import type { Member } from './member.js';
import type { Session } from './session.js';

/** A program that runs inside a node. */
export type Inside = {
  readonly program: Program;
  /** What stands before the ids of its nodes. */
  readonly path: string;
  /** Where it is: the place of the node that it runs in, after those of the nodes which that is in. */
  readonly place: readonly number[];
  /** The values that the program is called with. Whoever calls holds them until the job is released. */
  readonly outside: readonly Held[];
  /** What is asked for. */
  readonly targets: readonly number[];
  /** How many of its nodes run at once; as many as there is room for unless given. */
  readonly atOnce?: number | undefined;
  readonly onSettled?: () => void;
};

/** A program with all that is needed to run it. */
export type Call = Inside & {
  readonly session: Session;
  readonly recipes: Recipes;
  /** Opens the scene in which its nodes are told of; nothing when nobody listens. */
  readonly openScene: ((order: readonly number[]) => Scene) | undefined;
};

/** What a job gives when it is over. All of it is held until `release`. */
export type Outcome = {
  /** What feeds this, or nothing when it failed. */
  get(feed: Feed): Held | readonly Held[] | undefined;
  /** Did everything that was asked for come about? */
  readonly isWhole: boolean;
  /** How long what was asked for can be found by its recipe. */
  readonly lasts: Lasting;
  release(): void;
};

/** A job as its nodes see it. */
export type Job = Call & {
  readonly isTarget: (at: number) => boolean;
  /** What recomputing each node would cost in milliseconds, as far as it is known; empty when nothing is stored. */
  readonly costs: Float64Array;
  held(ref: Ref): Held;
  isDone(at: number): boolean;
  /** Will it run for certain, and has it not begun? */
  isScheduled(at: number): boolean;
  /** Nodes that wait for their turn at a backend. */
  readonly inLine: Set<number>;
  /** Nodes that a backend was asked for ahead of their turn. */
  readonly ahead: Map<number, Member>;
  /** How long each node's recipe lasts, where that is not for ever. */
  readonly lasting: Map<number, Lasting>;
  /** Has nodes done that only a lazy input needs. Rejects when one of them fails, or the run is cancelled. */
  demand(asker: NodeLog | undefined, sources: readonly number[]): Promise<void>;
  inside(log: NodeLog | undefined, call: Inside): Promise<Outcome>;
};

/** One node with its job, ready to run. */
export type Task = {
  readonly job: Job;
  readonly at: number;
  /** The path to the node. */
  readonly id: string;
  readonly node: LinkedNode;
  readonly log: NodeLog | undefined;
  /** What it depends on beyond its inputs and params, once that is known. */
  fingerprint: string | undefined;
  /** How long its results can be found by its key. What runs it may find that it is shorter. */
  lasts: Lasting;
  /** Gives back what it holds of a resource; none while it holds nothing. */
  release: (() => void) | undefined;
  /** The backend that runs it, once that is known. */
  on: string | undefined;
  /** Has it waited for other nodes? Then what it held is theirs to use. */
  isWaiting: boolean;
};

/** A node that waits for others must hold nothing that these might need: from then on it is not counted any more. */
export function makeWay(task: Task): void {
  task.isWaiting = true;
  task.release?.();
  task.release = undefined;
}

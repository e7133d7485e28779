import type { Holdings } from '../backend/holdings.js';
import type { MemoryCache, Results } from '../cache/memory-cache.js';
import type { Host } from '../node/host.js';
import type { Registry } from '../pack/registry.js';
import type { Crew, Loads } from './crew.js';
import type { Lane, Resource } from './dispatcher.js';
import type { Flights } from './flight.js';
import type { Lasting } from './lasting.js';
import type { NodeLog } from './log.js';
import type { Storage } from './storage.js';

/** What the runs of one engine share. */
export type Workshop = {
  readonly registry: Registry;
  readonly holdings: Holdings;
  readonly cache: MemoryCache;
  readonly storage: Storage | undefined;
  readonly loads: Loads;
  readonly resources: { readonly host: Resource; readonly backend: Resource };
  readonly flights: Flights;
  /** How long the recipes of known results last, where that is not for ever. */
  readonly lasting: WeakMap<Results, Lasting>;
  /** How often a backend has lost what it held. */
  losses: number;
  /** The backend that did so last, and why. */
  lastLost: { readonly from: string; readonly why: string };
  /** How many values on disk turned out not to be what was kept. */
  damages: number;
};

export type Failure = { readonly node: string; readonly message: string; readonly error: unknown };

/** A failure and where it is in the order of the plan: the place of the node, after those of the nodes that it is in. */
export type PlacedFailure = Failure & { readonly place: readonly number[] };

/** One attempt at a run, and all programs that run in it. */
export type Session = {
  readonly shop: Workshop;
  readonly host: Host;
  readonly crew: Crew;
  readonly priority: number;
  readonly signal: AbortSignal;
  /** As the signal says, for those who ask at every node. */
  isCancelled: boolean;
  /** Its turns at each resource. */
  readonly lanes: { readonly host: Lane; readonly backend: Lane };
  /** By result key, who did the work: so that events can be told in order. Nothing when nobody listens. */
  readonly works: Map<string, NodeLog> | undefined;
  readonly failures: PlacedFailure[];
  /** What work of this run has failed of, by its key: nodes that share it fail alike, whether at once or later. */
  readonly broken: Map<string, unknown>;
  /** What to do for each of its programs when the run is cancelled. */
  readonly stops: Set<() => void>;
  /** When it began, in milliseconds. */
  readonly began: number;
  /** Has something been lost since it began, so that what failed may not have failed by itself? */
  hasLost(): boolean;
  /** Has something been lost, and is there another attempt in which what failed may work? */
  wasRobbed(): boolean;
  /** Is there no other attempt after this one? */
  readonly isLast: boolean;
  /** Did something fail after something was lost? Those failures are not told: a new attempt is. */
  wasInterrupted: boolean;
};

/** It failed because a backend was lost: another attempt may go well, whoever notices it and when. */
export class LostError extends Error {}

/** What a node failed of was told where it happened: inside it, or where a lazy input comes from. */
export class ToldError extends Error {
  constructor(
    message: string,
    /** What failed inside it first: for runs that share the work, and were told nothing. */
    readonly inside?: Failure,
  ) {
    super(message);
  }
}

/** The first failure of what runs inside the node at this place. */
export function failureInside({ failures }: Session, place: readonly number[]): PlacedFailure | undefined {
  return failures.find((one) => one.place.length > place.length && place.every((at, i) => at === one.place[i]));
}

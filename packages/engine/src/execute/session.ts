import type { Backend } from '../backend/backend.js';
import type { Holdings } from '../backend/holdings.js';
import type { MemoryCache } from '../cache/memory-cache.js';
import type { Host } from '../node/host.js';
import type { Registry } from '../pack/registry.js';
import type { Resource } from './dispatcher.js';
import type { Flights } from './flight.js';
import type { NodeLog } from './log.js';
import type { Storage } from './storage.js';

/** What the runs of one engine share. */
export type Workshop = {
  readonly registry: Registry;
  readonly holdings: Holdings;
  readonly cache: MemoryCache;
  readonly storage: Storage | undefined;
  readonly backend: Backend | undefined;
  readonly resources: { readonly host: Resource; readonly backend: Resource };
  readonly flights: Flights;
  /** How often the backend, or the disk, has lost something that was counted on. */
  losses: number;
};

export type Failure = { readonly node: string; readonly message: string; readonly error: unknown };

/** A failure, and where the plan has the node: its rank in each program on the way to it. */
export type Placed = { readonly failure: Failure; readonly place: readonly number[] };

/** Failures in the order of the plan, whichever came first. */
export const inOrder = (failures: readonly Placed[]): Failure[] =>
  [...failures].sort((a, b) => compare(a.place, b.place)).map(({ failure }) => failure);

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((rank, i) => rank !== b[i]);
  return at < 0 ? a.length - b.length : a[at]! - (b[at] ?? -1);
}

/** One attempt at a run, and all programs that run in it. */
export type Session = {
  readonly shop: Workshop;
  readonly host: Host;
  readonly signal: AbortSignal;
  readonly priority: number;
  /** By result key, who did the work: so that events can be told in order. Nothing when nobody listens. */
  readonly works: Map<string, NodeLog> | undefined;
  readonly failures: Placed[];
  /** When it began, in milliseconds. */
  readonly began: number;
  /** What the workshop had lost when this began. */
  readonly lossesBefore: number;
  /** After this attempt there is no other: failures are told whatever caused them, and nothing is read from disk. */
  readonly isLast: boolean;
  /** Did something fail after something was lost? Those failures are not told: a new attempt is. */
  wasInterrupted: boolean;
};

/** What a node failed of was told where it happened. */
export class ToldError extends Error {}

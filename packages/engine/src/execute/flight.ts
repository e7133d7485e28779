import type { Results } from '../cache/memory-cache.js';
import type { Lasting } from './lasting.js';
import type { NodeLog } from './log.js';

/** Work that is being done now, and that others may wait for. */
export type Flight = {
  readonly landing: Promise<Results>;
  /** Of the run that does the work. */
  readonly signal: AbortSignal;
  /** Has its run lost something, so that what it fails of says nothing of the work? */
  hasLost(): boolean;
  /** Where the work is told of, if anybody listens. */
  readonly log: NodeLog | undefined;
  /** How long what it makes can be found by its key. */
  lasts(): Lasting;
  /** Where the node that does it is: its place, after those of the nodes that it is in. */
  readonly place: readonly number[];
  followers: number;
  landed: boolean;
};

/** By result key. */
export type Flights = Map<string, Flight>;

/** Does work that others may wait for. What it made is held once for each of them before it lands. */
export async function fly(
  flights: Flights,
  key: string,
  begun: Omit<Flight, 'followers' | 'landed'>,
): Promise<Results> {
  const flight: Flight = { ...begun, followers: 0, landed: false };
  flights.set(key, flight);
  try {
    const made = await flight.landing;
    flight.landed = true;
    for (const held of made) held.count += flight.followers;
    return made;
  } finally {
    flights.delete(key);
  }
}

/**
 * Waits for another's work, and rejects as it does. Nothing comes back when whoever does it was cancelled, when another
 * run fails of what it has lost, which costs this one no attempt, or when `signal` aborts first: nobody has to wait for the
 * work of a stranger in order to stop.
 */
export async function follow(flight: Flight, signal: AbortSignal): Promise<Results | undefined> {
  let left = false;
  let leave: () => void = () => {};
  const leaving = new Promise<undefined>((resolve) => {
    leave = () => {
      if (flight.landed) return;
      left = true;
      flight.followers--;
      resolve(undefined);
    };
  });
  flight.followers++;
  signal.addEventListener('abort', leave);
  try {
    const landed = await Promise.race([flight.landing, leaving]);
    return left ? undefined : landed;
  } catch (error) {
    if (left || flight.signal.aborted || (flight.signal !== signal && flight.hasLost())) return undefined;
    throw error;
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

import type { Holdings } from '../backend/holdings.js';
import type { MemoryCache, Results } from '../cache/memory-cache.js';

/** Work that is being done now, and that others may wait for. */
export type Flight = {
  readonly landing: Promise<Results>;
  /** Of the run that does the work. */
  readonly signal: AbortSignal;
  followers: number;
  landed: boolean;
};

/** Where the runs of one engine find each other's work. */
export type Airspace = {
  readonly holdings: Holdings;
  readonly cache: MemoryCache;
  /** By result key. */
  readonly flights: Map<string, Flight>;
};

/** Does work that others may wait for. What it made is held once for each of them before it lands. */
export async function fly(
  { holdings, cache, flights }: Airspace,
  keys: readonly [result: string, ...others: string[]],
  signal: AbortSignal,
  work: () => Promise<Results>,
): Promise<Results> {
  const flight: Flight = { landing: work(), signal, followers: 0, landed: false };
  flights.set(keys[0], flight);
  try {
    const made = await flight.landing;
    flight.landed = true;
    for (const handle of Object.values(made)) {
      for (let i = 0; i < flight.followers; i++) holdings.retain(handle);
    }
    cache.set(keys, made);
    return made;
  } finally {
    flights.delete(keys[0]);
  }
}

/**
 * Waits for another's work, and rejects as it does. Nothing comes back when whoever does it was cancelled, or when
 * `signal` aborts first: nobody has to wait for the work of a stranger in order to stop.
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
    if (left || flight.signal.aborted) return undefined;
    throw error;
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

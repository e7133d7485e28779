import type { Value } from '../value/value.js';
import type { Held, Place } from './held.js';
import type { Holdings } from './holdings.js';

/** The values that a place does not have. While they are read others may be taken back: all are here when this resolves. */
export async function readLacking(
  holdings: Holdings,
  needed: readonly Held[],
  place: Place,
): Promise<ReadonlyMap<Held, Value>> {
  const values = new Map<Held, Value>();
  for (;;) {
    const lacking = needed.filter((held) => !values.has(held) && !holdings.isAt(held, place));
    if (lacking.length === 0) return values;
    await Promise.all(lacking.map(async (held) => values.set(held, await holdings.read(held))));
  }
}

type Counted = {
  /** What is to be sent. */
  readonly missing: ReadonlyMap<string, Value>;
  /** Nobody knows how much of it arrived: to send it again is dear, to believe that it is there is wrong for ever. */
  takeBack(): void;
  /** The place need not have any of it on this account any more. */
  end(): void;
};

/** Counts on what the place does not have as sent. Whoever calls this sends it before anything else can happen. */
export function countAsSent(
  holdings: Holdings,
  needed: readonly Held[],
  values: ReadonlyMap<Held, Value>,
  place: Place,
): Counted {
  const missing = new Map<string, Value>();
  const sent: Held[] = [];
  for (const held of needed) {
    if (holdings.isAt(held, place)) continue;
    missing.set(held.digest, values.get(held)!);
    holdings.sent(held, place);
    sent.push(held);
  }
  const unpin = needed.map((held) => holdings.pin(held, place));
  return {
    missing,
    takeBack() {
      for (const held of sent) holdings.takeBack(held, place);
    },
    end() {
      for (const one of unpin) one();
    },
  };
}

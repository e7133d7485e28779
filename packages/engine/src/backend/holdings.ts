import { remember } from '../key/digest.js';
import type { Handle } from '../value/handle.js';
import { byteLength, type Value } from '../value/value.js';
import { Held, type Ledger, type Place } from './held.js';

/**
 * The values that the runs and the cache of one engine hold. Each use is counted; a value that nobody uses is let go,
 * here and at the places that have it.
 */
export type Holdings = ReturnType<typeof createHoldings>;

export function createHoldings() {
  const ledgers = new Map<Place, Ledger>();
  let size = 0;

  function ledgerOf(place: Place): Ledger {
    let ledger = ledgers.get(place);
    if (!ledger) {
      ledger = { place, entries: new Map(), isLost: false };
      ledgers.set(place, ledger);
    }
    return ledger;
  }

  /** Counts on a value that a place has. */
  function enter(held: Held, place: Place): void {
    const ledger = ledgerOf(place);
    held.at ??= new Set();
    if (held.at.has(ledger)) return;
    held.at.add(ledger);
    const entry = ledger.entries.get(held.digest);
    if (!entry) ledger.entries.set(held.digest, { count: 1, value: held.value });
    else {
      entry.count++;
      entry.value ??= held.value;
      held.value ??= entry.value;
    }
  }

  function leave(held: Held, ledger: Ledger): void {
    held.at?.delete(ledger);
    const entry = ledger.entries.get(held.digest);
    if (ledger.isLost || !entry || --entry.count > 0) return;
    ledger.entries.delete(held.digest);
    ledger.place.release(held.digest);
  }

  function drop(held: Held): void {
    if (--held.count > 0) return;
    size--;
    if (held.at) for (const ledger of held.at) leave(held, ledger);
    if (held.items) for (const item of held.items) drop(item);
  }

  async function fetch(held: Held): Promise<Value> {
    if (held.items) return Promise.all(held.items.map(read));
    for (const ledger of held.at ?? []) if (hasIt(ledger, held)) return ledger.place.fetch(held.handle);
    throw new Error(`the value ${held.digest.slice(0, 12)} was let go while in use`);
  }

  async function read(held: Held): Promise<Value> {
    if (held.value !== undefined) return held.value;
    held.fetching ??= fetch(held);
    try {
      const value = await held.fetching;
      remember(value, held.digest);
      held.value = value;
      return value;
    } finally {
      held.fetching = undefined;
    }
  }

  /** Does this place still have the value? */
  const hasIt = (ledger: Ledger, held: Held): boolean => !ledger.isLost && ledger.entries.has(held.digest);

  function has(held: Held): boolean {
    if (held.value !== undefined) return true;
    if (held.items) return held.items.every(has);
    for (const ledger of held.at ?? []) if (hasIt(ledger, held)) return true;
    return false;
  }

  return {
    /** Takes a value in and counts one use of it. Throws `TypeError` for what is no value. */
    hold(value: Value): Held {
      const bytes = byteLength(value);
      size++;
      return new Held(value, bytes);
    },
    /** Counts one use of a value that `place` has. */
    holdAt(handle: Handle, place: Place): Held {
      size++;
      const held = new Held(undefined, handle.bytes, handle.digest);
      enter(held, place);
      return held;
    },
    /** Makes one list of values, and counts one use of each and of it. */
    holdList(items: readonly Held[]): Held {
      for (const item of items) item.count++;
      size++;
      return new Held(undefined, undefined, undefined, items);
    },
    /** Counts one more use. */
    retain(held: Held): void {
      held.count++;
    },
    /** Counts one use less; at none, lets the value go everywhere. */
    drop,
    /** `place` was sent this value and has it now. */
    sent: enter,
    /** `place` may not have this value after all, and is told to let it go if it has. */
    takeBack(held: Held, place: Place): void {
      const ledger = ledgerOf(place);
      if (held.at?.has(ledger)) leave(held, ledger);
    },
    /** Does `place` have this value? Then it is counted on there. */
    isAt(held: Held, place: Place): boolean {
      const ledger = ledgerOf(place);
      if (held.at?.has(ledger) && hasIt(ledger, held)) return true;
      if (ledger.entries.size === 0 || !ledger.entries.has(held.digest)) return false;
      enter(held, place);
      return true;
    },
    /** The value, from wherever it can be had unless it is here already. */
    read,
    /** Can the value still be had, here or anywhere? */
    has,
    /** One value that `place` had is lost. */
    lose(place: Place, digest: string): void {
      ledgers.get(place)?.entries.delete(digest);
    },
    /** All that `place` had is lost. */
    forget(place: Place): void {
      const ledger = ledgers.get(place);
      if (ledger) ledger.isLost = true;
      ledgers.delete(place);
    },
    get size(): number {
      return size;
    },
  };
}

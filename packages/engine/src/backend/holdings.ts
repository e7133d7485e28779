import { remember } from '../key/digest.js';
import type { Handle } from '../value/handle.js';
import { byteLength, type Value } from '../value/value.js';
import { Held, type Ledger, type Place, type Stay } from './held.js';

/**
 * The values that the runs and the cache of one engine hold. Each use is counted; a value that nobody uses is let go,
 * here and at the places that have it.
 */
export type Holdings = ReturnType<typeof createHoldings>;

export function createHoldings() {
  const ledgers = new Map<Place, Ledger>();
  let size = 0;
  let fetched: (held: Held) => void = () => {};

  function ledgerOf(place: Place): Ledger {
    let ledger = ledgers.get(place);
    if (!ledger) {
      ledger = { place, stays: new Map(), isLost: false };
      ledgers.set(place, ledger);
    }
    return ledger;
  }

  /** Counts on a value that a place has. */
  function enter(held: Held, place: Place): void {
    const ledger = ledgerOf(place);
    held.at ??= new Map();
    const before = held.at.get(ledger);
    if (before && !before.isLost) return;
    let stay = ledger.stays.get(held.digest);
    if (!stay) {
      stay = { count: 0, value: held.value, isLost: false };
      ledger.stays.set(held.digest, stay);
    }
    stay.count++;
    stay.value ??= held.value;
    held.value ??= stay.value;
    held.at.set(ledger, stay);
  }

  function leave(held: Held, ledger: Ledger, stay: Stay): void {
    held.at?.delete(ledger);
    if (ledger.isLost || stay.isLost || --stay.count > 0) return;
    ledger.stays.delete(held.digest);
    ledger.place.release(held.digest);
  }

  function drop(held: Held): void {
    if (--held.count > 0) return;
    size--;
    if (held.at) for (const [ledger, stay] of held.at) leave(held, ledger, stay);
    if (held.items) for (const item of held.items) drop(item);
  }

  async function fetch(held: Held): Promise<Value> {
    if (held.items) return Promise.all(held.items.map(read));
    for (const [ledger, stay] of held.at ?? []) if (isThere(ledger, stay)) return ledger.place.fetch(held.handle);
    throw new Error(`the value ${held.digest.slice(0, 12)} was let go while in use`);
  }

  async function read(held: Held): Promise<Value> {
    if (held.value !== undefined) return held.value;
    held.fetching ??= fetch(held);
    try {
      const value = await held.fetching;
      remember(value, held.digest);
      held.value = value;
      fetched(held);
      return value;
    } finally {
      held.fetching = undefined;
    }
  }

  const isThere = (ledger: Ledger, stay: Stay): boolean => !ledger.isLost && !stay.isLost;

  function has(held: Held): boolean {
    if (held.value !== undefined) return true;
    if (held.items) return held.items.every(has);
    for (const [ledger, stay] of held.at ?? []) if (isThere(ledger, stay)) return true;
    return false;
  }

  return {
    /** Takes a value in and counts one use of it. Throws `TypeError` for what is no value. */
    hold(value: Value): Held {
      const bytes = byteLength(value);
      size++;
      return new Held(value, bytes);
    },
    /** As `hold`, of a value that is called by this digest. */
    holdAs(value: Value, digest: string): Held {
      const bytes = byteLength(value);
      size++;
      return new Held(value, bytes, digest);
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
      const stay = held.at?.get(ledger);
      if (stay) leave(held, ledger, stay);
    },
    /** Counts on what `place` has of a value until the given function is called, whoever else takes it back. */
    pin(held: Held, place: Place): () => void {
      const ledger = ledgerOf(place);
      const stay = held.at?.get(ledger);
      if (!stay) return () => {};
      stay.count++;
      return () => {
        if (ledger.isLost || stay.isLost || --stay.count > 0) return;
        ledger.stays.delete(held.digest);
        place.release(held.digest);
      };
    },
    /** Does `place` have this value? Then it is counted on there. */
    isAt(held: Held, place: Place): boolean {
      const ledger = ledgerOf(place);
      const stay = held.at?.get(ledger);
      if (stay && isThere(ledger, stay)) return true;
      if (ledger.stays.size === 0 || !ledger.stays.has(held.digest)) return false;
      enter(held, place);
      return true;
    },
    /** The value, from wherever it can be had unless it is here already. */
    read,
    /** Keeps no copy here of what another place has. */
    unload(held: Held): void {
      for (const [ledger, stay] of held.at ?? []) {
        if (!isThere(ledger, stay)) continue;
        held.value = undefined;
        stay.value = undefined;
      }
    },
    /** Can the value still be had, here or anywhere? */
    has,
    /** Calls back whenever the bytes of a value have come here. */
    onFetched(listener: (held: Held) => void): void {
      fetched = listener;
    },
    /** Is there a copy here or near, so that to read it costs little? */
    isNear(held: Held): boolean {
      if (held.value !== undefined) return true;
      if (held.items) return held.items.every(this.isNear);
      for (const [ledger, stay] of held.at ?? []) if (isThere(ledger, stay) && !ledger.place.isFar) return true;
      return false;
    },
    /** Tells later whether `place` still has what it has now. */
    watch(place: Place): () => boolean {
      const ledger = ledgerOf(place);
      return () => !ledger.isLost;
    },
    /** One value that `place` had is lost. */
    lose(place: Place, digest: string): void {
      const ledger = ledgers.get(place);
      const stay = ledger?.stays.get(digest);
      if (stay) stay.isLost = true;
      ledger?.stays.delete(digest);
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

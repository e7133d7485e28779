import { contentOf, digest, digestOfList } from '../key/digest.js';
import type { Handle } from '../value/handle.js';
import { byteLength, type Value } from '../value/value.js';
import type { Backend } from './backend.js';

/** Where a value can be had from when it is not in this process. */
export type Place = {
  fetch(handle: Handle): Promise<Value>;
  /** The value is not needed there any more. It may never have arrived. */
  release(digest: string): void;
  /** Do values come here from there only when they are needed here? */
  readonly isFar?: boolean;
};

/** One value that a place has of ours: how many held values count on it, and the value where it is known here. */
export type Stay = { count: number; value: Value | undefined; isLost: boolean };

/** What one place has of ours, by digest. */
export type Ledger = {
  readonly place: Place;
  readonly stays: Map<string, Stay>;
  /** All that was there is gone. */
  isLost: boolean;
};

/**
 * A value that runs and the cache hold, wherever its bytes are. Its digest and its size are worked out when they are
 * first asked for: most values are never sent or filed.
 */
export class Held implements Handle {
  value: Value | undefined;
  /** The values of a list that nobody has put together yet. */
  readonly items: readonly Held[] | undefined;
  /** How many runs and cache entries hold it. */
  count = 1;
  /** Where it can be had from; none until there is one. */
  at: Map<Ledger, Stay> | undefined;
  /** The backends that know what it speaks of; nothing where all do. */
  among: readonly Backend[] | undefined;
  /** On its way here: who asks meanwhile waits for the same. */
  fetching: Promise<Value> | undefined;
  private readonly isFromElsewhere: boolean;
  private knownDigest: string | undefined;
  private knownBytes: number | undefined;

  constructor(value: Value | undefined, bytes?: number, digest?: string, items?: readonly Held[]) {
    this.value = value;
    this.items = items;
    this.at = undefined;
    this.among = undefined;
    this.fetching = undefined;
    this.isFromElsewhere = digest !== undefined || items !== undefined;
    this.knownDigest = digest;
    this.knownBytes = bytes;
  }

  get digest(): string {
    this.knownDigest ??= this.items ? digestOfList(this.items.map((item) => item.digest)) : digest(this.value);
    return this.knownDigest;
  }

  get bytes(): number {
    this.knownBytes ??= this.items ? this.items.reduce((sum, item) => sum + item.bytes, 0) : byteLength(this.value);
    return this.knownBytes;
  }

  /** Its content as part of a key. */
  get content(): string {
    // What came from elsewhere is called by its digest, fetched or not: keys do not depend on where a value is.
    return this.isFromElsewhere ? this.digest : contentOf(this.value);
  }

  /** It without what only this process knows. */
  get handle(): Handle {
    return { digest: this.digest, bytes: this.bytes };
  }
}

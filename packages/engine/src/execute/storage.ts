import { hash } from 'node:crypto';
import type { Held } from '../backend/held.js';
import type { Holdings } from '../backend/holdings.js';
import type { Results } from '../cache/memory-cache.js';
import { LostValue } from '../store/lost.js';
import type { Store } from '../store/store.js';
import type { Lasting } from './lasting.js';

/** What has to be computed for longer than this is kept on disk unless told otherwise. */
export const DEAR_MS = 100;

/** What speaks for keeping something, and how long it is true. */
type Worth = { readonly milliseconds: number; readonly isAsked: boolean; readonly lasts: Lasting };

/** The disk as the executor sees it: results that are known but not yet read, and results worth keeping. */
export type Storage = ReturnType<typeof createStorage>;

export function createStorage(
  store: Store,
  holdings: Holdings,
  options: {
    /** What stands for all kinds of node and their versions. */
    readonly installed: string;
    readonly dearMs: number;
    /** Where it is noted that found results last no longer than what is installed. */
    readonly lasting: WeakMap<Results, Lasting>;
    onDamage(): void;
  },
) {
  /** The key of what is true only as long as the same nodes are installed. */
  const within = (key: string): string => hash('sha256', `${key}|${options.installed}`, 'hex');
  /** What becomes worth keeping once it has come here for another reason. */
  const awaited = new WeakMap<Held, (() => void)[]>();
  holdings.onFetched((held) => {
    const offers = awaited.get(held) ?? [];
    awaited.delete(held);
    for (const offerNow of offers) offerNow();
  });
  const place = {
    async fetch({ digest }: { readonly digest: string }) {
      try {
        return await store.read(digest);
      } catch (error) {
        if (error instanceof LostValue) {
          holdings.lose(place, digest);
          options.onDamage();
        }
        throw error;
      }
    },
    release() {}, // the disk keeps what it has
  };
  /** Keeps results that were asked for, or that are dear to make. Says whether it does. */
  function offer(
    given: readonly string[],
    outputs: readonly string[],
    made: Results,
    { milliseconds, isAsked, lasts }: Worth,
  ): boolean {
    if (lasts === 'run') return false;
    const keys = lasts === 'ever' ? given : given.map(within);
    // To keep what nobody here needs is not worth the way from a far backend.
    if (!isAsked && milliseconds < options.dearMs) return false;
    if (!isAsked && !made.every((held) => held.count > 0 && holdings.isNear(held))) {
      const later = (): boolean => offer(given, outputs, made, { milliseconds, isAsked, lasts });
      for (const held of made) awaited.set(held, [...(awaited.get(held) ?? []), later]);
      return false;
    }
    if (isAsked && keys.every((key) => store.find(key) !== undefined)) return true;
    for (const held of made) holdings.retain(held);
    const values = outputs.map((name, i) => {
      const held = made[i]!;
      return [
        name,
        { digest: held.digest, bytes: held.bytes, value: () => held.value ?? holdings.read(held) },
      ] as const;
    });
    store.keep(keys, Object.fromEntries(values), milliseconds, () => {
      for (const held of made) holdings.drop(held);
    });
    return true;
  }

  return {
    place,
    /** What is filed under a key, each value held once and read when it is needed. */
    find(key: string, outputs: readonly string[]): Results | undefined {
      const forEver = store.find(key);
      const found = forEver ?? store.find(within(key));
      if (!found || !outputs.every((name) => Object.hasOwn(found.outputs, name))) return undefined;
      const results = outputs.map((name) => holdings.holdAt(found.outputs[name]!, place));
      if (!forEver) options.lasting.set(results, 'install');
      return results;
    },
    /** Reads what is needed. Says no if some of it is damaged: that is gone, and will not be found again. */
    async confirm(all: readonly Results[]): Promise<boolean> {
      let isSound = true;
      for (const held of all.flat()) {
        try {
          await holdings.read(held);
        } catch (error) {
          if (error instanceof LostValue) isSound = false;
        }
      }
      return isSound;
    },
    offer,
  };
}

import { digest } from '../key/digest.js';
import type { Value } from '../value/value.js';
import { byteLength } from '../value/value.js';
import type { Backend, Handle } from './backend.js';

type Holding = {
  readonly handle: Handle;
  count: number;
  value?: Value;
  /** The value on its way from a backend: who asks meanwhile waits for the same. */
  fetching?: Promise<Value> | undefined;
  readonly at: Set<Backend>;
};

/**
 * Who holds which value, by content. Runs and the cache count their uses; a value that nobody uses is let go, here and
 * on the backends that have it.
 */
export type Holdings = ReturnType<typeof createHoldings>;

export function createHoldings() {
  const held = new Map<string, Holding>();

  function entry(handle: Handle): Holding {
    const found = held.get(handle.digest);
    if (found) return found;
    const made: Holding = { handle, count: 0, at: new Set() };
    held.set(handle.digest, made);
    return made;
  }

  return {
    /** Takes a value in and counts one use of it. */
    hold(value: Value): Handle {
      const handle = { digest: digest(value), bytes: byteLength(value) };
      const holding = entry(handle);
      holding.value ??= value;
      holding.count++;
      return holding.handle;
    },
    /** Counts one use of a value that `backend` holds. */
    holdAt(handle: Handle, backend: Backend): Handle {
      const holding = entry(handle);
      holding.at.add(backend);
      holding.count++;
      return holding.handle;
    },
    /** Counts one more use. */
    retain(handle: Handle): void {
      entry(handle).count++;
    },
    /** Counts one use less; at none, lets the value go everywhere. */
    drop(handle: Handle): void {
      const holding = held.get(handle.digest);
      if (!holding || --holding.count > 0) return;
      held.delete(handle.digest);
      for (const backend of holding.at) backend.release(handle.digest);
    },
    /** `backend` was sent this value and has it now. */
    sent(handle: Handle, backend: Backend): void {
      entry(handle).at.add(backend);
    },
    /** `backend` may not have this value after all, and is told to let it go if it has. */
    takeBack(handle: Handle, backend: Backend): void {
      if (held.get(handle.digest)?.at.delete(backend)) backend.release(handle.digest);
    },
    isAt(handle: Handle, backend: Backend): boolean {
      return held.get(handle.digest)?.at.has(backend) ?? false;
    },
    /** The value, fetched from a backend unless it is here already. */
    async read(handle: Handle): Promise<Value> {
      const holding = held.get(handle.digest);
      if (holding?.value !== undefined) return holding.value;
      const [backend] = holding?.at ?? [];
      if (!holding || !backend) throw new Error(`the value ${handle.digest.slice(0, 12)} was let go while in use`);
      holding.fetching ??= backend.fetch(handle);
      try {
        holding.value = await holding.fetching;
        return holding.value;
      } finally {
        holding.fetching = undefined;
      }
    },
    /** Can the value still be had, here or anywhere? */
    has(handle: Handle): boolean {
      const holding = held.get(handle.digest);
      return holding !== undefined && (holding.value !== undefined || holding.at.size > 0);
    },
    /** All that `backend` held is lost. */
    forget(backend: Backend): void {
      for (const holding of held.values()) holding.at.delete(backend);
    },
    get size(): number {
      return held.size;
    },
  };
}

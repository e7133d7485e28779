/** A value that is told of when it changes. */
export type Store<T> = {
  get(): T;
  /** Sets the value, or what is made of the present one. Nobody is told of a value that is the same. */
  set(next: T | ((now: T) => T)): void;
  /** Calls `listener` after each change until the result is called. */
  subscribe(listener: () => void): () => void;
};

/** What can be read and watched, and is set by somebody else. */
export type Readable<T> = Omit<Store<T>, 'set'>;

export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      const now = typeof next === 'function' ? (next as (now: T) => T)(value) : next;
      if (Object.is(now, value)) return;
      value = now;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

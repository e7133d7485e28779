import { useCallback, useRef, useSyncExternalStore } from 'react';
import type { Readable } from './store.js';

/** A store's value; the component is drawn anew when it changes. */
export function useStore<T>(store: Readable<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}

/** A part of a store's value; the component is drawn anew only when that part is another. */
export function useSelected<T, S>(
  store: Readable<T>,
  select: (value: T) => S,
  isSame: (a: S, b: S) => boolean = Object.is,
): S {
  const last = useRef<{ readonly value: S }>(undefined);
  const read = useCallback(() => {
    const value = select(store.get());
    if (last.current && isSame(last.current.value, value)) return last.current.value;
    last.current = { value };
    return value;
  }, [store, select, isSame]);
  return useSyncExternalStore(store.subscribe, read);
}

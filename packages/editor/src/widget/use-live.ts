import { useRef } from 'react';

/** A change that goes on: `live` as often as it likes, and one `commit` when it ends. */
export type Live<T> = {
  /** The value as it is now, even before the component is drawn anew. */
  now(): T;
  live(value: T): void;
  /** Commits what is not committed yet. */
  end(): void;
};

export function useLive<T>(value: T, onChange: (value: T, phase: 'live' | 'commit') => void): Live<T> {
  const pending = useRef<{ readonly value: T }>(undefined);
  return {
    now: () => (pending.current ? pending.current.value : value),
    live(next) {
      if (Object.is(next, pending.current ? pending.current.value : value)) return;
      pending.current = { value: next };
      onChange(next, 'live');
    },
    end() {
      if (!pending.current) return;
      const { value: last } = pending.current;
      pending.current = undefined;
      onChange(last, 'commit');
    },
  };
}

import { useCallback, useEffect, useRef, useState } from 'react';

export type Loaded<T> = { readonly value?: T; readonly problem?: string };

/**
 * Loads something when the component is shown and, with `every`, again each so many milliseconds while the page is seen.
 * `load` must stay the same function. What was loaded stays while it is loaded again.
 */
export function useLoaded<T>(load: () => Promise<T>, every?: number): Loaded<T> & { reload(): void } {
  const [loaded, setLoaded] = useState<Loaded<T>>({});
  const again = useRef(() => {});
  useEffect(() => {
    let turn = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    async function go(): Promise<void> {
      const mine = ++turn;
      clearTimeout(timer);
      let next: (now: Loaded<T>) => Loaded<T>;
      try {
        const value = await load();
        next = () => ({ value });
      } catch (error) {
        next = (now) => ({ ...now, problem: error instanceof Error ? error.message : String(error) });
      }
      if (mine !== turn) return;
      setLoaded(next);
      wait();
    }
    function wait(): void {
      if (every !== undefined) timer = setTimeout(() => (document.hidden ? wait() : void go()), every);
    }
    again.current = () => void go();
    void go();
    return () => {
      turn++;
      clearTimeout(timer);
    };
  }, [load, every]);
  const reload = useCallback(() => again.current(), []);
  return { ...loaded, reload };
}

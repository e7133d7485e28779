import { notWanted } from './while-asked.js';

/** Lets so many pieces of work run at once, and the others wait for their turn. */
export type Turns = {
  /** Does the work when its turn comes. Throws `HttpError` where `signal` aborts before. */
  take<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
};

export function createTurns(most: number): Turns {
  const waiting = new Set<() => void>();
  let busy = 0;

  function turn(signal: AbortSignal): Promise<void> {
    if (busy < most) {
      busy++;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const begin = (): void => {
        signal.removeEventListener('abort', leave);
        waiting.delete(begin);
        resolve();
      };
      const leave = (): void => {
        waiting.delete(begin);
        reject(notWanted());
      };
      signal.addEventListener('abort', leave, { once: true });
      waiting.add(begin);
    });
  }

  return {
    async take(work, signal) {
      if (signal.aborted) throw notWanted();
      await turn(signal);
      try {
        if (signal.aborted) throw notWanted();
        return await work();
      } finally {
        const [next] = waiting;
        // Whoever comes next takes over the place.
        if (next) next();
        else busy--;
      }
    },
  };
}

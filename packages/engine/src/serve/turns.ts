import type { Turn } from '../backend/backend.js';

type Waiting = { readonly turn: Required<Turn>; readonly since: number; begin(): void };

/**
 * Gives turns at something of which there is only so much: to the group that has waited the longest for one, and within a
 * group first to a higher priority, then to who came first.
 */
export function createTurns(slots: number) {
  let free = slots;
  let clock = 0;
  let waiting: Waiting[] = [];
  /** When each group had its last turn. */
  const served = new Map<string, number>();

  const isBefore = (a: Waiting, b: Waiting): boolean => {
    const [lastA, lastB] = [served.get(a.turn.group) ?? 0, served.get(b.turn.group) ?? 0];
    if (lastA !== lastB) return lastA < lastB;
    if (a.turn.group !== b.turn.group) return a.since < b.since;
    return a.turn.priority === b.turn.priority ? a.since < b.since : a.turn.priority > b.turn.priority;
  };

  function pump(): void {
    while (free > 0 && waiting.length > 0) {
      let next = waiting[0]!;
      for (const one of waiting) if (isBefore(one, next)) next = one;
      waiting = waiting.filter((one) => one !== next);
      free--;
      served.set(next.turn.group, ++clock);
      next.begin();
    }
    if (waiting.length === 0 && free === slots) served.clear();
  }

  /** Does `work` when its turn has come. Rejects with the signal's reason if that comes first. */
  return async function take<T>(turn: Required<Turn>, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const mine: Waiting = {
        turn,
        since: ++clock,
        begin() {
          signal.removeEventListener('abort', leave);
          resolve();
        },
      };
      const leave = (): void => {
        waiting = waiting.filter((one) => one !== mine);
        reject(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      waiting.push(mine);
      pump();
    });
    try {
      return await work();
    } finally {
      free++;
      // What this one does next asks for its turn before the next is given away.
      setImmediate(pump);
    }
  };
}

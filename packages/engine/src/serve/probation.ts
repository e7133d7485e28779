/** How many groups are suspected at most; the longest suspected is forgiven first. */
const MOST_SUSPECTS = 1000;

type Waiting = { readonly group: string; begin(): void };

/**
 * Keeps one client from bringing down the runs of others again and again: who was at work on a device when it died has it
 * to itself the next time, until that has gone well. As long as nothing dies nobody waits.
 */
export function createProbation() {
  /** The groups at work, once for each piece of it. */
  let working: string[] = [];
  let waiting: Waiting[] = [];
  const suspects = new Set<string>();

  function mayBegin(group: string): boolean {
    const others = working.filter((one) => one !== group);
    return others.length === 0 || (!suspects.has(group) && !others.some((one) => suspects.has(one)));
  }

  /** In the order in which they came, so that nobody waits for ever. */
  function pump(): void {
    while (waiting.length > 0 && mayBegin(waiting[0]!.group)) {
      const next = waiting.shift()!;
      working.push(next.group);
      next.begin();
    }
  }

  return {
    /** The device has died under those that are at work. */
    lost(): void {
      for (const group of working) suspects.add(group);
      for (const group of suspects) {
        if (suspects.size <= MOST_SUSPECTS) break;
        suspects.delete(group);
      }
    },
    /** Does `work` when this group may be at work there. Rejects with the signal's reason if that comes first. */
    async run(group: string, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
      signal.throwIfAborted();
      await new Promise<void>((resolve, reject) => {
        const mine: Waiting = {
          group,
          begin() {
            signal.removeEventListener('abort', leave);
            resolve();
          },
        };
        const leave = (): void => {
          waiting = waiting.filter((one) => one !== mine);
          reject(signal.reason);
          pump();
        };
        signal.addEventListener('abort', leave, { once: true });
        waiting.push(mine);
        pump();
      });
      try {
        await work();
        suspects.delete(group);
      } finally {
        working = working.toSpliced(working.indexOf(group), 1);
        pump();
      }
    },
  };
}

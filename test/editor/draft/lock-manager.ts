type Waiting = { readonly grant: () => void; isOver: boolean };

/** Locks as browsers have them (Web Locks), exclusive ones alone, for tabs that live in one process. */
export function createLockManager(): LockManager {
  const held = new Map<string, { steal(): void }>();
  const queues = new Map<string, Waiting[]>();

  function next(name: string): void {
    const waiting = queues.get(name)?.shift();
    if (waiting?.isOver) next(name);
    else waiting?.grant();
  }

  function request(name: string, options: LockOptions, work: (lock: Lock | null) => unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const abort = (): DOMException => new DOMException('the lock was not had', 'AbortError');
      const grant = (): void => {
        const own = { steal: () => reject(abort()) };
        held.set(name, own);
        void Promise.resolve(work({ name, mode: 'exclusive' }))
          .then(resolve, reject)
          .finally(() => {
            if (held.get(name) !== own) return;
            held.delete(name);
            next(name);
          });
      };
      const there = held.get(name);
      if (!there) return grant();
      if (options.ifAvailable) return resolve(work(null));
      if (options.steal) {
        there.steal();
        return grant();
      }
      if (options.ifAvailable) {
        void Promise.resolve(work(null)).then(resolve, reject);
        return;
      }
      const waiting: Waiting = { grant, isOver: false };
      queues.set(name, [...(queues.get(name) ?? []), waiting]);
      options.signal?.addEventListener('abort', () => {
        if (waiting.isOver || !queues.get(name)?.includes(waiting)) return;
        waiting.isOver = true;
        reject(abort());
      });
    });
  }

  return { request, query: async () => ({}) } as unknown as LockManager;
}

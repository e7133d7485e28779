/** Lets at most `slots` pieces of work run at once; the others wait in the order in which they came. */
export type Limit = ReturnType<typeof createLimit>;

export function createLimit(slots: number) {
  let free = Math.max(1, slots);
  const waiting: (() => void)[] = [];
  // A head that moves, because `shift` on a long array copies all of it: a fan of 100,000 nodes would take minutes.
  let head = 0;
  const nextWaiting = (): (() => void) | undefined => {
    const next = waiting[head];
    if (next === undefined) return undefined;
    head++;
    if (head >= 1024 && head * 2 > waiting.length) {
      waiting.splice(0, head);
      head = 0;
    }
    return next;
  };
  return {
    async run<T>(work: () => Promise<T>): Promise<T> {
      if (free > 0) free--;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return await work();
      } finally {
        const next = nextWaiting();
        if (next) next();
        else free++;
      }
    },
  };
}

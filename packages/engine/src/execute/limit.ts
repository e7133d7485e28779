/** Lets at most `slots` pieces of work run at once; the others wait in the order in which they came. */
export type Limit = ReturnType<typeof createLimit>;

export function createLimit(slots: number) {
  let free = slots;
  const waiting: (() => void)[] = [];
  return {
    async run<T>(work: () => Promise<T>): Promise<T> {
      if (free > 0) free--;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next) next();
        else free++;
      }
    },
  };
}

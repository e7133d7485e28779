const WINDOW_MS = 60_000;
const MOST_ADDRESSES = 10_000;

/** Counts the wrong tokens of each address, a minute at a time. */
export type WrongTokens = {
  isTooMany(address: string): boolean;
  count(address: string): void;
};

export function createWrongTokens(most: number): WrongTokens {
  const counts = new Map<string, number>();
  let end = 0;
  function begin(): void {
    const now = performance.now();
    if (now < end) return;
    counts.clear();
    end = now + WINDOW_MS;
  }
  return {
    isTooMany(address) {
      begin();
      return (counts.get(address) ?? 0) >= most;
    },
    count(address) {
      begin();
      if (counts.size >= MOST_ADDRESSES && !counts.has(address)) {
        const [oldest] = counts.keys();
        if (oldest !== undefined) counts.delete(oldest);
      }
      counts.set(address, (counts.get(address) ?? 0) + 1);
    },
  };
}

/** Longer than any name that is meant; comparing such texts would only take time. */
const LONGEST = 128;

/** The candidate that `name` was probably meant to be: within a third of its letters by edit distance, else nothing. */
export function closest(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  if (name.length > LONGEST) return undefined;
  let bestDistance = Math.floor(Math.min(name.length, 64) / 3) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** Gives a suggestion for a name that is not among the candidates, or nothing. */
export type Suggest = (name: string, candidates: readonly string[]) => string;

/** A suggestion looks at every candidate: enough of that for a person, not so much that a hostile graph stalls. */
export function createSuggester(): Suggest {
  let left = 100_000;
  return (name, candidates) => {
    left -= candidates.length;
    return left >= 0 ? didYouMean(name, candidates) : '';
  };
}

/** ` Did you mean "awe"?`, or nothing. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const best = closest(name, candidates);
  return best === undefined ? '' : ` Did you mean "${best}"?`;
}

/** Letters to replace, add, leave out or swap with the next one, or `limit` once it cannot be less. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let steps = Math.min(row[j - 1]! + (same ? 0 : 1), row[j]! + 1, next[j - 1]! + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) steps = Math.min(steps, before[j - 2]! + 1);
      next.push(steps);
      least = Math.min(least, steps);
    }
    // A swap reaches back over one row, so the row before must be hopeless too.
    if (least >= limit && Math.min(...row) >= limit) return limit;
    [before, row] = [row, next];
  }
  return Math.min(row[b.length]!, limit);
}

const BINS = 256;

export type Split = {
  /** The value that parts the two classes best. */
  readonly threshold: number;
  /** Variance between the classes over all variance, 0..1: 1 is two clean peaks, a flat histogram has ¾. */
  readonly separability: number;
};

/** Otsu's threshold of numbers in 0..1 (IEEE Trans. SMC 9(1), 1979, equations 12 and 18), from 256 bins. */
export function otsu(values: Float32Array): Split {
  const counts = new Float64Array(BINS);
  for (const value of values) counts[Math.min(BINS - 1, Math.floor(value * BINS))]! += 1;
  let mean = 0;
  let square = 0;
  counts.forEach((count, bin) => {
    const share = count / values.length;
    mean += share * bin;
    square += share * bin * bin;
  });
  const variance = square - mean * mean;
  if (!(variance > 1e-9)) return { threshold: 0.5, separability: 0 };

  let [lowShare, lowSum, best, first, last] = [0, 0, 0, 0, 0];
  for (let bin = 0; bin < BINS - 1; bin++) {
    lowShare += counts[bin]! / values.length;
    lowSum += (counts[bin]! / values.length) * bin;
    if (lowShare <= 0 || lowShare >= 1) continue;
    const between = (mean * lowShare - lowSum) ** 2 / (lowShare * (1 - lowShare));
    if (between > best * (1 + 1e-9)) {
      best = between;
      first = bin;
    }
    // Between two peaks that do not touch every threshold is as good: the middle is taken.
    if (between > best * (1 - 1e-9)) last = bin;
  }
  return { threshold: ((first + last) / 2 + 1) / BINS, separability: Math.min(1, best / variance) };
}

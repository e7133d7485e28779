import type { Curve } from '../port/param.js';

/**
 * The smooth curve through these points, as a function of 0..1: a cubic between each two that never leaves the range of
 * their heights (Fritsch and Carlson, "Monotone Piecewise Cubic Interpolation", 1980). What a curve widget draws is what
 * a node applies.
 */
export function curveThrough(points: Curve): (x: number) => number {
  const slopes = slopesOf(points);
  return (x) => {
    let at = 0;
    while (at < points.length - 2 && x >= points[at + 1]![0]) at++;
    const [[x0, y0], [x1, y1]] = [points[at]!, points[at + 1]!];
    const width = x1 - x0;
    const t = Math.min(1, Math.max(0, (x - x0) / width));
    const [t2, t3] = [t * t, t * t * t];
    const y =
      y0 * (2 * t3 - 3 * t2 + 1) +
      y1 * (3 * t2 - 2 * t3) +
      width * (slopes[at]! * (t3 - 2 * t2 + t) + slopes[at + 1]! * (t3 - t2));
    return Math.min(1, Math.max(0, y));
  };
}

function slopesOf(points: Curve): number[] {
  const rises = points.slice(1).map(([x, y], i) => (y - points[i]![1]) / (x - points[i]![0]));
  const slopes = points.map((_, i) => {
    const [before, after] = [rises[i - 1] ?? rises[i]!, rises[i] ?? rises[i - 1]!];
    return before * after <= 0 ? 0 : (before + after) / 2;
  });
  for (const [i, rise] of rises.entries()) {
    if (rise === 0) continue;
    const steepness = Math.hypot(slopes[i]! / rise, slopes[i + 1]! / rise);
    if (steepness <= 3) continue;
    slopes[i]! *= 3 / steepness;
    slopes[i + 1]! *= 3 / steepness;
  }
  return slopes;
}

/** A point of a curve: x from 0 to 1, and y. */
export type CurvePoint = readonly [number, number];
export type Curve = readonly CurvePoint[];

const LEAST_POINTS = 2;
const MOST_POINTS = 16;
/** Two points are never nearer to each other, so that each can be reached. */
const GAP = 0.01;

/** @internal */
export const STRAIGHT: Curve = [
  [0, 0],
  [1, 1],
];

/** The curve in JSON, or the straight one for what is none. */
export function readCurve(value: unknown): Curve {
  if (!Array.isArray(value) || value.length < LEAST_POINTS || value.length > MOST_POINTS) return STRAIGHT;
  const points = value.map((point): CurvePoint | undefined => {
    if (!Array.isArray(point)) return undefined;
    const [x, y] = point as unknown[];
    const isPoint = typeof x === 'number' && typeof y === 'number' && Number.isFinite(x) && Number.isFinite(y);
    return isPoint ? [x, y] : undefined;
  });
  return points.every((point) => point !== undefined) ? points : STRAIGHT;
}

const tidy = (number: number): number => Math.round(number * 1000) / 1000 + 0;
const between = (number: number, least: number, most: number): number => Math.min(most, Math.max(least, number));

/** Moves a point. The ends keep their x; the others stay between their neighbours. */
export function movePoint(curve: Curve, at: number, x: number, y: number, least = 0, most = 1): Curve {
  const here = curve[at];
  if (!here) return curve;
  const before = curve[at - 1];
  const after = curve[at + 1];
  const across = before && after ? between(x, before[0] + GAP, after[0] - GAP) : here[0];
  return curve.with(at, [tidy(across), tidy(between(y, least, most))]);
}

/** Adds a point where there is room for one. Gives the curve and the point's place in it. */
export function addPoint(
  curve: Curve,
  x: number,
  y: number,
): { readonly curve: Curve; readonly at: number } | undefined {
  if (curve.length >= MOST_POINTS) return undefined;
  const at = curve.findIndex((point) => point[0] > x);
  const before = curve[at - 1];
  const after = curve[at];
  if (!before || !after || x - before[0] < GAP || after[0] - x < GAP) return undefined;
  return { curve: curve.toSpliced(at, 0, [tidy(x), tidy(between(y, 0, 1))]), at };
}

/** Takes a point away; the ends stay. */
export function removePoint(curve: Curve, at: number): Curve {
  return at <= 0 || at >= curve.length - 1 ? curve : curve.toSpliced(at, 1);
}

/** The middle of the widest gap, on the line: where a point is added without saying where. */
export function widestGap(curve: Curve): CurvePoint {
  let best: CurvePoint = [0.5, 0.5];
  let width = -1;
  for (const [at, point] of curve.entries()) {
    const next = curve[at + 1];
    if (next && next[0] - point[0] > width) {
      width = next[0] - point[0];
      best = [(point[0] + next[0]) / 2, (point[1] + next[1]) / 2];
    }
  }
  return best;
}

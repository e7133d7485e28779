import { boxMean } from './box.js';
import { coredResidual } from './residual.js';
import { COEFFICIENTS, type Transfer } from './transfer.js';

export type FitOptions = {
  /** Half the side of the guided filter's window, in places. */
  readonly radius?: number;
  /**
   * How much variance a colour needs before the map may depend on it: He et al.'s ε. The default did 1 to 2 dB better
   * than .0025 on photographs, clean and with noise of deviation .01 and .025 in both pictures.
   */
  readonly epsilon?: number;
  /** The residual's soft threshold; `Infinity` leaves the residual out. */
  readonly core?: number;
};

const LUMA = [0.299, 0.587, 0.114] as const;

/**
 * The local affine colour maps that carry `source` to `edited`: a guided filter with a colour guide (He, Sun & Tang,
 * "Guided Image Filtering", ECCV 2010, equations 14–16), and the cored residual of what the maps leave out. Both
 * pictures are planar RGB in 0..1, [3, height, width].
 *
 * Written for the change d = edited − source: with A = I + D, the window's D = (cov(d, I) + ε(g − 1)·Id)(Σ + ε·Id)⁻¹
 * is the ridge solution that shrinks A towards g·Id, g being the window's gain in luma. No change gives D = 0 exactly.
 * Throws `RangeError` when the arrays do not fit the size.
 */
export function fitTransfer(
  source: Float32Array,
  edited: Float32Array,
  width: number,
  height: number,
  options: FitOptions = {},
): Transfer {
  const { radius = 4, epsilon = 1e-3, core = 0.02 } = options;
  const size = width * height;
  for (const picture of [source, edited]) {
    if (picture.length !== 3 * size || size === 0) {
      throw new RangeError(`expected planar RGB of ${width}×${height}, found ${picture.length} numbers`);
    }
  }
  const maps = windowMaps(windowMoments(source, edited, width, height, radius), size, epsilon);
  for (const plane of maps) boxMean(plane, width, height, radius >> 1, plane);
  if (core < Number.POSITIVE_INFINITY) addResidual(maps, source, edited, width, height, core);
  return { width, height, data: interleave(maps, size) };
}

/** Means over each window: of I (3), of d (3), of the products I·I (6, upper triangle) and d·I (9). */
type Moments = {
  readonly guide: Float64Array[];
  readonly change: Float64Array[];
  readonly square: Float64Array[];
  readonly cross: Float64Array[];
};

function windowMoments(
  source: Float32Array,
  edited: Float32Array,
  width: number,
  height: number,
  radius: number,
): Moments {
  const size = width * height;
  const mean = (at: (i: number) => number): Float64Array => {
    const plane = new Float64Array(size);
    for (let i = 0; i < size; i++) plane[i] = at(i);
    boxMean(plane, width, height, radius, plane);
    return plane;
  };
  const guide = [0, 1, 2].map((c) => mean((i) => source[c * size + i]!));
  const change = [0, 1, 2].map((c) => mean((i) => edited[c * size + i]! - source[c * size + i]!));
  const square = UPPER.map(([a, b]) => mean((i) => source[a * size + i]! * source[b * size + i]!));
  const cross = [0, 1, 2].flatMap((c) =>
    [0, 1, 2].map((a) => mean((i) => (edited[c * size + i]! - source[c * size + i]!) * source[a * size + i]!)),
  );
  return { guide, change, square, cross };
}

const UPPER = [
  [0, 0],
  [0, 1],
  [0, 2],
  [1, 1],
  [1, 2],
  [2, 2],
] as const;

function windowMaps(moments: Moments, size: number, epsilon: number): Float64Array[] {
  const maps = Array.from({ length: COEFFICIENTS }, () => new Float64Array(size));
  const { change, square, cross } = moments;
  const [red, green, blue] = moments.guide as [Float64Array, Float64Array, Float64Array];
  for (let i = 0; i < size; i++) {
    const [r, g, b] = [red[i]!, green[i]!, blue[i]!];
    const luma = LUMA[0] * r + LUMA[1] * g + LUMA[2] * b;
    const lumaChange = LUMA[0] * change[0]![i]! + LUMA[1] * change[1]![i]! + LUMA[2] * change[2]![i]!;
    const pull = (epsilon * lumaChange) / (luma + 0.02); // ε(g − 1), g = (edited luma + .02) / (source luma + .02)

    // The symmetric M = Σ + ε·Id, and its inverse by cofactors.
    const m00 = square[0]![i]! - r * r + epsilon;
    const m01 = square[1]![i]! - r * g;
    const m02 = square[2]![i]! - r * b;
    const m11 = square[3]![i]! - g * g + epsilon;
    const m12 = square[4]![i]! - g * b;
    const m22 = square[5]![i]! - b * b + epsilon;
    const k00 = m11 * m22 - m12 * m12;
    const k01 = m02 * m12 - m01 * m22;
    const k02 = m01 * m12 - m02 * m11;
    const k11 = m00 * m22 - m02 * m02;
    const k12 = m01 * m02 - m00 * m12;
    const k22 = m00 * m11 - m01 * m01;
    const scale = 1 / (m00 * k00 + m01 * k01 + m02 * k02);

    for (let c = 0; c < 3; c++) {
      const mean = change[c]![i]!;
      const c0 = cross[3 * c]![i]! - mean * r + (c === 0 ? pull : 0);
      const c1 = cross[3 * c + 1]![i]! - mean * g + (c === 1 ? pull : 0);
      const c2 = cross[3 * c + 2]![i]! - mean * b + (c === 2 ? pull : 0);
      const d0 = (c0 * k00 + c1 * k01 + c2 * k02) * scale;
      const d1 = (c0 * k01 + c1 * k11 + c2 * k12) * scale;
      const d2 = (c0 * k02 + c1 * k12 + c2 * k22) * scale;
      maps[4 * c]![i] = d0;
      maps[4 * c + 1]![i] = d1;
      maps[4 * c + 2]![i] = d2;
      maps[4 * c + 3]![i] = mean - d0 * r - d1 * g - d2 * b;
    }
  }
  return maps;
}

/** What the maps leave of the change is smooth by then, so that it can be a part of the offset. */
function addResidual(
  maps: Float64Array[],
  source: Float32Array,
  edited: Float32Array,
  width: number,
  height: number,
  core: number,
): void {
  const size = width * height;
  for (let c = 0; c < 3; c++) {
    const left = new Float64Array(size);
    const [d0, d1, d2, offset] = maps.slice(4 * c, 4 * c + 4) as [Float64Array, ...Float64Array[]];
    for (let i = 0; i < size; i++) {
      const mapped = d0[i]! * source[i]! + d1![i]! * source[size + i]! + d2![i]! * source[2 * size + i]! + offset![i]!;
      left[i] = edited[c * size + i]! - source[c * size + i]! - mapped;
    }
    coredResidual(left, width, height, core);
    for (let i = 0; i < size; i++) offset![i]! += left[i]!;
  }
}

function interleave(maps: readonly Float64Array[], size: number): Float32Array {
  const data = new Float32Array(COEFFICIENTS * size);
  maps.forEach((plane, k) => {
    for (let i = 0; i < size; i++) data[COEFFICIENTS * i + k] = plane[i]!;
  });
  return data;
}

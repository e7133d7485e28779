import { COEFFICIENTS } from './transfer.js';

/** Where the nodes of a line of the grid lie among the samples of the photo, along one axis. */
export type Axis = {
  readonly nodes: number;
  readonly length: number;
  /** The node at or before each sample (the first and last node where there is none before or after). */
  readonly before: Int32Array;
  /** How far each sample is on its way to the node after `before`, 0..1. */
  readonly way: Float64Array;
};

/** Both lie over the same picture, each cell and each sample being known at its centre. */
export function axis(nodes: number, length: number): Axis {
  const before = new Int32Array(length);
  const way = new Float64Array(length);
  for (let x = 0; x < length; x++) {
    const place = Math.min(nodes - 1, Math.max(0, ((x + 0.5) * nodes) / length - 0.5));
    before[x] = Math.min(Math.floor(place), Math.max(0, nodes - 2));
    way[x] = nodes === 1 ? 0 : place - before[x]!;
  }
  return { nodes, length, before, way };
}

/** A line of grid values at height `y`: the two rows of nodes about it, mixed. `values` are [nodes of rows, stride]. */
export function mixRows(values: Float32Array, rows: Axis, y: number, stride: number, line: Float64Array): void {
  const above = rows.before[y]! * stride;
  const below = rows.nodes === 1 ? above : above + stride;
  const way = rows.way[y]!;
  for (let i = 0; i < stride; i++) {
    const value = values[above + i]!;
    line[i] = value + (values[below + i]! - value) * way;
  }
}

/** Spreads a mixed line of mask values over the samples, times `strength`. Zeros stay exact zeros. */
export function spreadLine(line: Float64Array, columns: Axis, strength: number, weights: Float64Array): void {
  const { before, way, length, nodes } = columns;
  const next = nodes === 1 ? 0 : 1;
  for (let x = 0; x < length; x++) {
    const at = before[x]!;
    const value = line[at]!;
    weights[x] = strength * (value + (line[at + next]! - value) * way[x]!);
  }
}

/**
 * Maps one row of RGB or RGBA samples in place: sample ← sample + weight · (clamped map − sample), rounded with a dither
 * where the photo is smooth. A weight of 0 and a map of all zeros leave the very numbers that were there.
 *
 * `line` is [columns.nodes, 12] with the offsets in units of the samples. It is the inner loop of everything: between
 * two nodes the twelve coefficients are only added to, and nothing is allocated.
 */
export function mapRow(
  out: Uint8Array | Uint16Array,
  start: number,
  step: number,
  line: Float64Array,
  columns: Axis,
  weights: Float64Array,
  max: number,
  y: number,
): void {
  const { before, way, length, nodes } = columns;
  const rate = nodes / length;
  // Neighbours that differ by less than this have no texture in which a band could hide.
  const smooth = (max * 6) / 255;
  let at = start;
  let lastSum = out[at]! + out[at + 1]! + out[at + 2]!;
  let x = 0;
  while (x < length) {
    const node = before[x]!;
    // Outside the first and last node's centre the coefficients are constant, and `way` stands still at 0 or 1.
    const gone = way[x]!;
    const still = gone === 0 || gone === 1;
    let end = x + 1;
    while (end < length && before[end] === node && (still ? way[end] === gone : way[end]! > 0 && way[end]! < 1)) end++;
    const from = node * COEFFICIENTS;
    const to = nodes === 1 ? from : from + COEFFICIENTS;
    const pace = still ? 0 : rate;
    let s0 = line[to]! - line[from]!;
    let s1 = line[to + 1]! - line[from + 1]!;
    let s2 = line[to + 2]! - line[from + 2]!;
    let s3 = line[to + 3]! - line[from + 3]!;
    let s4 = line[to + 4]! - line[from + 4]!;
    let s5 = line[to + 5]! - line[from + 5]!;
    let s6 = line[to + 6]! - line[from + 6]!;
    let s7 = line[to + 7]! - line[from + 7]!;
    let s8 = line[to + 8]! - line[from + 8]!;
    let s9 = line[to + 9]! - line[from + 9]!;
    let s10 = line[to + 10]! - line[from + 10]!;
    let s11 = line[to + 11]! - line[from + 11]!;
    let c0 = line[from]! + s0 * gone;
    let c1 = line[from + 1]! + s1 * gone;
    let c2 = line[from + 2]! + s2 * gone;
    let c3 = line[from + 3]! + s3 * gone;
    let c4 = line[from + 4]! + s4 * gone;
    let c5 = line[from + 5]! + s5 * gone;
    let c6 = line[from + 6]! + s6 * gone;
    let c7 = line[from + 7]! + s7 * gone;
    let c8 = line[from + 8]! + s8 * gone;
    let c9 = line[from + 9]! + s9 * gone;
    let c10 = line[from + 10]! + s10 * gone;
    let c11 = line[from + 11]! + s11 * gone;
    s0 *= pace;
    s1 *= pace;
    s2 *= pace;
    s3 *= pace;
    s4 *= pace;
    s5 *= pace;
    s6 *= pace;
    s7 *= pace;
    s8 *= pace;
    s9 *= pace;
    s10 *= pace;
    s11 *= pace;
    for (; x < end; x++) {
      const r = out[at]!;
      const g = out[at + 1]!;
      const b = out[at + 2]!;
      const weight = weights[x]!;
      const sum = r + g + b;
      if (weight !== 0) {
        let newR = r + c0 * r + c1 * g + c2 * b + c3;
        let newG = g + c4 * r + c5 * g + c6 * b + c7;
        let newB = b + c8 * r + c9 * g + c10 * b + c11;
        newR = Math.min(max, Math.max(0, newR));
        newG = Math.min(max, Math.max(0, newG));
        newB = Math.min(max, Math.max(0, newB));
        const jump = sum - lastSum;
        if (jump < smooth && jump > -smooth) {
          // Three bytes of a hash of (x, y), each the middle of one of 256 steps in 0..1; never 0 or 1, so that whole
          // numbers stay as they are.
          let hash = Math.imul(x ^ Math.imul(y, 0x9e3779b1), 0x85ebca6b);
          hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
          out[at] = (r + weight * (newR - r) + ((hash >>> 24) + 0.5) * 0.00390625) | 0;
          out[at + 1] = (g + weight * (newG - g) + (((hash >>> 16) & 255) + 0.5) * 0.00390625) | 0;
          out[at + 2] = (b + weight * (newB - b) + (((hash >>> 8) & 255) + 0.5) * 0.00390625) | 0;
        } else {
          out[at] = (r + weight * (newR - r) + 0.5) | 0;
          out[at + 1] = (g + weight * (newG - g) + 0.5) | 0;
          out[at + 2] = (b + weight * (newB - b) + 0.5) | 0;
        }
      }
      lastSum = sum;
      at += step;
      c0 += s0;
      c1 += s1;
      c2 += s2;
      c3 += s3;
      c4 += s4;
      c5 += s5;
      c6 += s6;
      c7 += s7;
      c8 += s8;
      c9 += s9;
      c10 += s10;
      c11 += s11;
    }
  }
}

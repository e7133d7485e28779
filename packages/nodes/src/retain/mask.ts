import { type Mask, MoodwireError } from '@moodwire/engine';
import { blur } from './blur.js';
import { close, dilate } from './morphology.js';
import { normalise } from './normalise.js';
import { otsu } from './otsu.js';

export type MaskOptions = {
  /** Deviation of the blur before the threshold, in places of the map. */
  readonly blur?: number;
  /** Half the width of the soft step about the threshold, in units of the normalised relevance. */
  readonly softness?: number;
  /** Gaps up to twice this, plus one, are closed; in places. */
  readonly close?: number;
  /** How far the mask grows beyond what was found, in places. */
  readonly dilate?: number;
};

export type RelevanceMask = {
  /** At the size of the relevance; all ones in the global mode. */
  readonly mask: Mask;
  /** `global` when the edit is a tone of the whole picture and no place in it. */
  readonly mode: 'region' | 'global';
  /** The share of the picture that was found, before it grew, and how well it parted: why the mode was chosen. */
  readonly area: number;
  readonly separability: number;
};

/** Below this the histogram has no two classes; a flat one has .75, half of a normal distribution .74. */
const LEAST_SEPARABILITY = 0.78;
/** A background that changes by more than this share of the region makes the edit a tone. */
const MOST_BACKGROUND = 0.15;
const [LEAST_AREA, MOST_AREA] = [0.005, 0.9];

/**
 * PER, step 1: where an edit belongs, from a relevance map ≥ 0 of any scale. The mean is removed and the rest normalised
 * to its 1st–99th percentile, blurred, parted by Otsu's threshold with a soft step, closed and dilated. When the
 * histogram has no two classes, the background changes by more than .15 of what the region does, or the region is less
 * than .005 or more than .9 of the picture, the mode is `global` and the mask all ones. Lengths default to 1/64 of the map’s longer
 * side. Throws `MoodwireError` for relevance that is not finite, is negative or does not fill its size.
 */
export function relevanceToMask(relevance: Mask, options: MaskOptions = {}): RelevanceMask {
  const { width, height, data } = relevance;
  if (data.length !== width * height || data.length === 0 || !data.every((value) => value >= 0 && value < Infinity)) {
    throw new MoodwireError(`expected relevance of ${width}×${height} finite numbers from 0 up; found others`);
  }
  const unit = Math.max(width, height) / 64;
  const smooth = blur(normalise(data), width, height, options.blur ?? Math.max(0.5, unit));
  const { threshold, separability } = otsu(smooth);
  // Never so soft that what did not stand out at all is part of the mask.
  const softness = Math.min(options.softness ?? 0.1, threshold, 1 - threshold);
  let region: Float32Array = smooth.map((value) => softStep(value - threshold, softness));
  region = close(region, width, height, options.close ?? Math.max(1, Math.round(unit)));
  const area = region.reduce((sum, value) => sum + value, 0) / region.length;
  region = dilate(region, width, height, options.dilate ?? Math.floor(unit));

  const isRegion =
    separability >= LEAST_SEPARABILITY &&
    background(data, smooth, threshold) <= MOST_BACKGROUND &&
    area >= LEAST_AREA &&
    area <= MOST_AREA;
  if (isRegion) return { mask: { width, height, data: region }, mode: 'region', area, separability };
  return { mask: { width, height, data: region.fill(1) }, mode: 'global', area, separability };
}

/** From 0 at −width to 1 at +width with flat ends (Hermite's cubic). */
function softStep(distance: number, width: number): number {
  if (width === 0) return distance >= 0 ? 1 : 0;
  const t = Math.min(1, Math.max(0, (distance / width + 1) / 2));
  return t * t * (3 - 2 * t);
}

/** The mean relevance below the threshold over that above it. */
function background(relevance: Float32Array, smooth: Float32Array, threshold: number): number {
  const sums = [0, 0];
  const counts = [0, 0];
  relevance.forEach((value, i) => {
    const side = smooth[i]! > threshold ? 1 : 0;
    sums[side]! += value;
    counts[side]! += 1;
  });
  if (counts[1] === 0) return 1;
  return counts[0] === 0 ? 0 : sums[0]! / counts[0]! / (sums[1]! / counts[1]!);
}

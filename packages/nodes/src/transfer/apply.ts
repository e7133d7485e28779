import type { Image, Mask } from '@moodwire/engine';
import { type Axis, axis, mapRow, mixRows, spreadLine } from './row.js';
import { COEFFICIENTS, type Transfer } from './transfer.js';

export type ApplyOptions = {
  /** How much of the change is applied, 0..1. */
  readonly strength: number;
  /** Where it is applied, of any size; none is everywhere. */
  readonly mask?: Mask;
};

/** Rows that are looked at together: few enough that a band of a large photo fits a cache. */
const BAND = 32;
/** How long other work may have to wait for the thread, in milliseconds. */
const PATIENCE = 12;

/**
 * The photo with the change that `transfer` holds: out = photo + strength · mask · (changed − photo), at the photo's own
 * size and depth. Grey becomes RGB, alpha and metadata are kept. Strength 0 gives the photo object itself; where the
 * mask is 0, or the change is nothing, the samples are the photo's.
 *
 * Lets other work run every few bands. `onBand` hears after each band how many rows are done, and may throw to stop.
 * Throws `RangeError` for a strength outside 0..1 or arrays that do not fit their sizes.
 */
export async function applyTransfer(
  photo: Image,
  transfer: Transfer,
  options: ApplyOptions & { readonly onBand?: (doneRows: number) => void },
): Promise<Image> {
  checkApply(photo, transfer, options);
  if (options.strength === 0) return photo;
  const out = appliedSamples(photo);
  let since = performance.now();
  const apply = rowsApplier(photo, transfer, out, options);
  for (let y = 0; y < photo.height; y += BAND) {
    const end = Math.min(y + BAND, photo.height);
    apply(y, end);
    options.onBand?.(end);
    if (performance.now() - since > PATIENCE) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      since = performance.now();
    }
  }
  return appliedImage(photo, out);
}

/** Room for the samples of an applied photo, all zero. */
function appliedSamples(photo: Image): Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> {
  const length = photo.width * photo.height * appliedChannels(photo);
  return photo.data instanceof Uint8Array ? new Uint8Array(length) : new Uint16Array(length);
}

/** The picture of filled samples: the photo's metadata, but no longer its encoded bytes. */
function appliedImage(photo: Image, samples: Uint8Array | Uint16Array): Image {
  const channels = appliedChannels(photo);
  const { width, height, icc, exif } = photo;
  // A profile of grey says nothing about RGB samples, and writers refuse the pair.
  const keptIcc = icc && !(channels !== photo.channels && isGreyProfile(icc)) ? { icc } : {};
  return { width, height, channels, data: samples, ...keptIcc, ...(exif ? { exif } : {}) };
}

function appliedChannels(photo: Image): 3 | 4 {
  return photo.channels % 2 === 0 ? 4 : 3;
}

/** The colour space of an ICC profile's data stands at byte 16 of its header. */
function isGreyProfile(icc: Uint8Array): boolean {
  return String.fromCharCode(...icc.subarray(16, 20)) === 'GRAY';
}

/**
 * What fills rows `y0` up to `y1` of `out`, the samples of the whole applied photo. It holds what all rows share, which for
 * a thin photo is dearer than a band of its rows. Rows do not depend on each other.
 */
function rowsApplier(
  photo: Image,
  transfer: Transfer,
  out: Uint8Array | Uint16Array,
  { strength, mask }: ApplyOptions,
): (y0: number, y1: number) => void {
  const { width, height } = photo;
  const step = appliedChannels(photo);
  const max = out.BYTES_PER_ELEMENT === 1 ? 255 : 65535;
  const rows = axis(transfer.height, height);
  const columns = axis(transfer.width, width);
  const line = new Float64Array(transfer.width * COEFFICIENTS);
  const weights = new Float64Array(width).fill(strength);
  const maskLine = new Float64Array(mask ? mask.width : 0);
  const maskRows = mask && axis(mask.height, height);
  const maskColumns = mask && axis(mask.width, width);
  return (y0, y1) => {
    copyRows(photo, out, y0, y1);
    for (let y = y0; y < y1; y++) {
      if (mask && maskRows && maskColumns) {
        mixRows(mask.data, maskRows, y, mask.width, maskLine);
        if (maskLine.every((value) => value === 0)) continue;
        spreadLine(maskLine, maskColumns, strength, weights);
      }
      lineOf(transfer, rows, y, max, line);
      mapRow(out, y * width * step, step, line, columns, weights, max, y);
    }
  };
}

function lineOf(transfer: Transfer, rows: Axis, y: number, max: number, line: Float64Array): void {
  mixRows(transfer.data, rows, y, line.length, line);
  for (let i = 3; i < line.length; i += 4) line[i]! *= max;
}

function copyRows(photo: Image, out: Uint8Array | Uint16Array, y0: number, y1: number): void {
  const { width, channels, data } = photo;
  if (channels >= 3) {
    out.set(data.subarray(y0 * width * channels, y1 * width * channels), y0 * width * channels);
    return;
  }
  const step = channels + 2;
  for (let i = y0 * width; i < y1 * width; i++) {
    const grey = data[i * channels]!;
    out[i * step] = grey;
    out[i * step + 1] = grey;
    out[i * step + 2] = grey;
    if (channels === 2) out[i * step + 3] = data[i * channels + 1]!;
  }
}

function checkApply(photo: Image, transfer: Transfer, { strength, mask }: ApplyOptions): void {
  if (!(strength >= 0 && strength <= 1)) throw new RangeError(`strength is ${strength}, expected 0..1`);
  const fits =
    photo.data.length === photo.width * photo.height * photo.channels &&
    transfer.data.length === transfer.width * transfer.height * COEFFICIENTS &&
    (mask === undefined || mask.data.length === mask.width * mask.height);
  if (!fits) throw new RangeError('the samples of the photo, the transfer or the mask do not fill its size');
}

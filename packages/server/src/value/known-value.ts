import { type Image, isTypedArray, type Mask, type Value } from '@moodwire/engine';

const isRaster = (value: Value | undefined): value is { readonly [key: string]: Value } =>
  typeof value === 'object' && value !== null && 'width' in value && 'height' in value && 'data' in value;

export const isImage = (value: Value | undefined): value is Image => isRaster(value) && 'channels' in value;

export const isMask = (value: Value | undefined): value is Mask =>
  isRaster(value) && value['data'] instanceof Float32Array;

/** 0..1 as black to white; more than 1, as relevance may be, is white. */
export function greyPicture({ width, height, data }: Mask): Image {
  return {
    width,
    height,
    channels: 1,
    data: Uint8Array.from(data, (x) => Math.round(255 * Math.min(1, Math.max(0, x)))),
  };
}

/** Any value as JSON text: typed arrays as lists; JSON has no whole numbers of 64 bits, so these are text. */
export const jsonText = (value: Value): string => JSON.stringify(value, plain);

function plain(_key: string, value: unknown): unknown {
  if (value instanceof BigInt64Array) return Array.from(value, String);
  return ArrayBuffer.isView(value) ? Array.from(value as Float32Array) : value;
}

/** Does it hold numbers by the thousand, which nobody reads as JSON? */
export function isBulky(value: Value | undefined): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return isTypedArray(value) || Object.values(value).some((item) => isBulky(item as Value));
}

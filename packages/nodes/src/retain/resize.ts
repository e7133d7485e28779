import type { Mask } from '@moodwire/engine';

/**
 * A mask at another size over the same picture: averaged over areas where it shrinks, bilinear where it grows, each
 * axis for itself. Zeros stay exact zeros, ones exact ones. The same mask when the size is its own.
 */
export function resizeMask(mask: Mask, width: number, height: number): Mask {
  if (mask.width === width && mask.height === height) return mask;
  const rows = new Float64Array(width * mask.height);
  for (let y = 0; y < mask.height; y++) resizeLine(mask.data, y * mask.width, 1, mask.width, rows, y * width, 1, width);
  const data = new Float32Array(width * height);
  for (let x = 0; x < width; x++) resizeLine(rows, x, width, mask.height, data, x, width, height);
  return { width, height, data };
}

function resizeLine(
  from: Float32Array | Float64Array,
  fromStart: number,
  fromStride: number,
  fromLength: number,
  to: Float32Array | Float64Array,
  toStart: number,
  toStride: number,
  toLength: number,
): void {
  const scale = fromLength / toLength;
  for (let i = 0; i < toLength; i++) {
    let value: number;
    if (scale > 1) {
      let [sum, weight] = [0, 0];
      const [low, high] = [i * scale, Math.min((i + 1) * scale, fromLength)];
      for (let j = Math.floor(low); j < high; j++) {
        const share = Math.min(j + 1, high) - Math.max(j, low);
        sum += share * from[fromStart + j * fromStride]!;
        weight += share;
      }
      value = sum / weight;
    } else {
      const place = Math.min(fromLength - 1, Math.max(0, (i + 0.5) * scale - 0.5));
      const before = Math.floor(place);
      const a = from[fromStart + before * fromStride]!;
      const b = from[fromStart + Math.min(before + 1, fromLength - 1) * fromStride]!;
      value = a + (b - a) * (place - before);
    }
    to[toStart + i * toStride] = value;
  }
}

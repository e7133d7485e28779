import type { Image } from '@moodwire/engine';

/** How one place of the output is made along one axis: `first` and `last` have own weights, what lies between 1. */
type Taps = {
  readonly first: Int32Array;
  readonly last: Int32Array;
  readonly firstWeight: Float64Array;
  readonly lastWeight: Float64Array;
  /** 1 / the sum of the weights. */
  readonly scale: number;
};

/**
 * Any picture as planar RGB float32 of `[3, height, width]` in 0..1, squashed to that size: the exact mean of the area
 * each new pixel covers, or bilinear where it is enlarged. Grey is repeated. Alpha is ignored, but pixels that can't be
 * seen at all count only in places where nothing else is.
 */
export function toPlanarRgb(image: Image, width: number, height: number): Float32Array {
  const alpha = image.channels === 2 || image.channels === 4;
  const colours = resample(image, image.channels > 2 ? 3 : 1, width, height);
  if (alpha) weighVisible(image, colours, width, height);
  if (colours.length === 3 * width * height) return colours;
  const planes = new Float32Array(3 * width * height);
  for (let plane = 0; plane < 3; plane++) planes.set(colours, plane * width * height);
  return planes;
}

/** Replaces the means in `colours` by those over visible pixels, wherever a new pixel covers some. */
function weighVisible(image: Image, colours: Float32Array, width: number, height: number): void {
  const { channels, data } = image;
  const pixels = image.width * image.height;
  let hidden = 0;
  for (let at = channels - 1; at < data.length; at += channels) if (data[at] === 0) hidden++;
  if (hidden === 0 || hidden === pixels) return;
  const visible = new Uint8Array(pixels);
  for (let pixel = 0; pixel < pixels; pixel++) visible[pixel] = data[pixel * channels + channels - 1] === 0 ? 0 : 255;
  const masked = data.slice();
  for (let pixel = 0; pixel < visible.length; pixel++) {
    if (visible[pixel] === 0) masked.fill(0, pixel * channels, (pixel + 1) * channels);
  }
  const share = resample({ ...image, channels: 1, data: visible }, 1, width, height);
  const seen = resample({ ...image, data: masked }, colours.length / (width * height), width, height);
  for (let i = 0; i < colours.length; i++) {
    const part = share[i % share.length]!;
    if (part > 1e-6) colours[i] = seen[i]! / part;
  }
}

/**
 * The first `planes` (1 or 3) channels of a picture at another size, planar, scaled to 0..1. Only two shrunk rows are
 * held at a time: all that a row of the output shares with the next one, however tall the picture is.
 */
function resample(
  image: Pick<Image, 'width' | 'height' | 'channels' | 'data'>,
  planes: number,
  width: number,
  height: number,
): Float32Array {
  const { data, channels } = image;
  const across = axisTaps(image.width, width);
  const down = axisTaps(image.height, height);
  const top = data instanceof Uint16Array ? 65535 : 255;
  const row = planes * width;
  const held = [new Float32Array(row), new Float32Array(row)];
  const heldAt = [-1, -1];
  const shrunkRow = (y: number): Float32Array => {
    const target = held[y % 2]!;
    if (heldAt[y % 2] === y) return target;
    heldAt[y % 2] = y;
    const source = y * image.width * channels;
    if (planes === 3) shrinkColourRow(data, source, channels, across, target);
    else shrinkGreyRow(data, source, channels, across, target);
    return target;
  };
  const out = new Float32Array(height * row);
  const sums = new Float64Array(row);
  const scale = (across.scale * down.scale) / top;
  for (let y = 0; y < height; y++) {
    sumRows(shrunkRow, down, y, sums);
    for (let plane = 0; plane < planes; plane++) {
      const target = (plane * height + y) * width;
      for (let x = 0; x < width; x++) out[target + x] = Math.min(1, sums[x * planes + plane]! * scale);
    }
  }
  return out;
}

function shrinkColourRow(
  data: Uint8Array | Uint16Array,
  source: number,
  channels: number,
  taps: Taps,
  target: Float32Array,
): void {
  const { first, last, firstWeight, lastWeight } = taps;
  for (let x = 0; x < first.length; x++) {
    let at = source + first[x]! * channels;
    const end = source + last[x]! * channels;
    const a = firstWeight[x]!;
    const b = lastWeight[x]!;
    const red = data[at]! * a + data[end]! * b;
    const green = data[at + 1]! * a + data[end + 1]! * b;
    const blue = data[at + 2]! * a + data[end + 2]! * b;
    let [r, g, bl] = [0, 0, 0];
    for (at += channels; at < end; at += channels) {
      r += data[at]!;
      g += data[at + 1]!;
      bl += data[at + 2]!;
    }
    target[x * 3] = red + r;
    target[x * 3 + 1] = green + g;
    target[x * 3 + 2] = blue + bl;
  }
}

function shrinkGreyRow(
  data: Uint8Array | Uint16Array,
  source: number,
  channels: number,
  taps: Taps,
  target: Float32Array,
): void {
  const { first, last, firstWeight, lastWeight } = taps;
  for (let x = 0; x < first.length; x++) {
    let at = source + first[x]! * channels;
    const end = source + last[x]! * channels;
    let sum = 0;
    const edges = data[at]! * firstWeight[x]! + data[end]! * lastWeight[x]!;
    for (at += channels; at < end; at += channels) sum += data[at]!;
    target[x] = edges + sum;
  }
}

function sumRows(shrunkRow: (y: number) => Float32Array, taps: Taps, y: number, sums: Float64Array): void {
  const [first, last] = [taps.first[y]!, taps.last[y]!];
  sums.fill(0);
  for (let source = first; source <= last; source++) {
    let weight = 1;
    if (source === first) weight = taps.firstWeight[y]! + (first === last ? taps.lastWeight[y]! : 0);
    else if (source === last) weight = taps.lastWeight[y]!;
    const row = shrunkRow(source);
    for (let i = 0; i < sums.length; i++) sums[i]! += row[i]! * weight;
  }
}

function axisTaps(from: number, to: number): Taps {
  const first = new Int32Array(to);
  const last = new Int32Array(to);
  const firstWeight = new Float64Array(to);
  const lastWeight = new Float64Array(to);
  for (let i = 0; i < to; i++) {
    if (to > from) {
      const centre = Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1);
      first[i] = Math.floor(centre);
      last[i] = Math.min(first[i]! + 1, from - 1);
      lastWeight[i] = centre - first[i]!;
      firstWeight[i] = 1 - lastWeight[i]!;
    } else {
      // Whole numbers of 1/to of a pixel, so that an even split has no rounding residue.
      const [start, end] = [i * from, (i + 1) * from];
      first[i] = Math.floor(start / to);
      last[i] = Math.ceil(end / to) - 1;
      firstWeight[i] = (Math.min((first[i]! + 1) * to, end) - start) / to;
      lastWeight[i] = last[i] === first[i] ? 0 : (end - last[i]! * to) / to;
    }
  }
  return { first, last, firstWeight, lastWeight, scale: to > from ? 1 : to / from };
}

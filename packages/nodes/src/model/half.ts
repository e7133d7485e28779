const INFINITY = 0x7c00;
const NAN = 0x7e00;

/** Float16 numbers, as their bits, of float32 numbers: each the nearest, and of two that are as near the even one. */
export function toHalves(values: Float32Array): Uint16Array<ArrayBuffer> {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < halves.length; i++) halves[i] = toHalf(bits[i]!);
  return halves;
}

/** The float32 numbers that float16 numbers are, exactly. */
export function fromHalves(halves: Uint16Array): Float32Array<ArrayBuffer> {
  const values = new Float32Array(halves.length);
  for (let i = 0; i < values.length; i++) values[i] = fromHalf(halves[i]!);
  return values;
}

/** From the bits of a float32: IEEE 754's round half to even. */
function toHalf(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | NAN;
  if (magnitude >= 0x477ff000) return sign | INFINITY; // from 65520 on
  if (magnitude <= 0x33000000) return sign; // up to 2^-25
  if (magnitude >= 0x38800000) {
    // From 2^-14 on: the fraction loses 13 bits and the exponent 112; a carry goes where it belongs.
    return sign | ((magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13);
  }
  const lost = 126 - (magnitude >>> 23);
  const fraction = (magnitude & 0x7fffff) | 0x800000;
  const half = fraction >>> lost;
  const rest = fraction - half * 2 ** lost;
  const middle = 2 ** (lost - 1);
  return sign | (rest > middle || (rest === middle && half % 2 === 1) ? half + 1 : half);
}

function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

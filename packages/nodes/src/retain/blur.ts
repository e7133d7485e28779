/**
 * A plane smoothed by a Gaussian of deviation `sigma` places, cut at 3 sigma; at a border over the part that lies
 * inside, so that a constant stays that constant. Sigma 0 gives a copy.
 */
export function blur(plane: Float32Array, width: number, height: number, sigma: number): Float32Array {
  const reach = Math.ceil(3 * sigma);
  const kernel = Float64Array.from({ length: reach + 1 }, (_, i) =>
    i === 0 ? 1 : Math.exp(-(i * i) / (2 * sigma ** 2)),
  );
  const rows = new Float64Array(plane.length);
  for (let y = 0; y < height; y++) blurLine(plane, rows, y * width, 1, width, kernel);
  const blurred = new Float32Array(plane.length);
  for (let x = 0; x < width; x++) blurLine(rows, blurred, x, width, height, kernel);
  return blurred;
}

function blurLine(
  from: Float32Array | Float64Array,
  to: Float32Array | Float64Array,
  start: number,
  stride: number,
  length: number,
  kernel: Float64Array,
): void {
  const reach = kernel.length - 1;
  for (let i = 0; i < length; i++) {
    let sum = 0;
    let weight = 0;
    for (let j = Math.max(0, i - reach); j <= Math.min(length - 1, i + reach); j++) {
      const share = kernel[Math.abs(i - j)]!;
      sum += share * from[start + j * stride]!;
      weight += share;
    }
    to[start + i * stride] = sum / weight;
  }
}

/**
 * Keeps what stands out of a residual, in place: a soft threshold drops the small differences, which are noise of the
 * decoder and the blur of edges, and a Gaussian of 1 place smooths the rest.
 */
export function coredResidual(plane: Float64Array, width: number, height: number, threshold: number): void {
  for (let i = 0; i < plane.length; i++) {
    const value = plane[i]!;
    plane[i] = Math.sign(value) * Math.max(0, Math.abs(value) - threshold);
  }
  const line = new Float64Array(Math.max(width, height));
  for (let y = 0; y < height; y++) blurLine(plane, y * width, 1, width, line);
  for (let x = 0; x < width; x++) blurLine(plane, x, width, height, line);
}

/** The Gaussian of deviation 1, cut at 3 and summing to 1. */
const [CENTRE, NEAR, MIDDLE, FAR] = [0.3990502, 0.2420362, 0.0540056, 0.0044331];

function blurLine(plane: Float64Array, start: number, stride: number, length: number, line: Float64Array): void {
  for (let i = 0; i < length; i++) line[i] = plane[start + i * stride]!;
  const last = length - 1;
  for (let i = 0; i < length; i++) {
    const near = line[Math.max(i - 1, 0)]! + line[Math.min(i + 1, last)]!;
    const middle = line[Math.max(i - 2, 0)]! + line[Math.min(i + 2, last)]!;
    const far = line[Math.max(i - 3, 0)]! + line[Math.min(i + 3, last)]!;
    plane[start + i * stride] = CENTRE * line[i]! + NEAR * near + MIDDLE * middle + FAR * far;
  }
}

/**
 * The mean of a plane over the square of side 2·radius + 1 around each place; at a border over the part of it that
 * lies inside. Running sums in float64, so the cost does not grow with the radius. `target` may be `plane` itself.
 */
export function boxMean(
  plane: Float64Array,
  width: number,
  height: number,
  radius: number,
  target: Float64Array,
): void {
  for (let y = 0; y < height; y++) lineMean(plane, target, y * width, 1, width, radius);
  for (let x = 0; x < width; x++) lineMean(target, target, x, width, height, radius);
}

let line = new Float64Array(0);

function lineMean(
  from: Float64Array,
  to: Float64Array,
  start: number,
  stride: number,
  length: number,
  radius: number,
): void {
  if (line.length < length) line = new Float64Array(length);
  for (let i = 0; i < length; i++) line[i] = from[start + i * stride]!;
  let sum = 0;
  for (let i = 0; i < Math.min(radius, length); i++) sum += line[i]!;
  for (let i = 0; i < length; i++) {
    if (i + radius < length) sum += line[i + radius]!;
    if (i > radius) sum -= line[i - radius - 1]!;
    to[start + i * stride] = sum / (Math.min(i + radius, length - 1) - Math.max(i - radius, 0) + 1);
  }
}

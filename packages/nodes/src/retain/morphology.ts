/** Each place takes the largest value within `radius` places of it, in a square: a mask grows. */
export function dilate(plane: Float32Array, width: number, height: number, radius: number): Float32Array {
  return sweep(plane, width, height, radius, Math.max);
}

/** Each place takes the smallest value within `radius` places of it; outside the picture counts for nothing. */
function erode(plane: Float32Array, width: number, height: number, radius: number): Float32Array {
  return sweep(plane, width, height, radius, Math.min);
}

/** Fills holes and gaps that are narrower than 2·radius + 1, and takes nothing away. */
export function close(plane: Float32Array, width: number, height: number, radius: number): Float32Array {
  return erode(dilate(plane, width, height, radius), width, height, radius);
}

function sweep(
  plane: Float32Array,
  width: number,
  height: number,
  radius: number,
  pick: (a: number, b: number) => number,
): Float32Array {
  const rows = new Float32Array(plane.length);
  const picked = new Float32Array(plane.length);
  const line = (from: Float32Array, to: Float32Array, start: number, stride: number, length: number) => {
    for (let i = 0; i < length; i++) {
      let value = from[start + i * stride]!;
      const end = Math.min(length - 1, i + radius);
      for (let j = Math.max(0, i - radius); j <= end; j++) value = pick(value, from[start + j * stride]!);
      to[start + i * stride] = value;
    }
  };
  for (let y = 0; y < height; y++) line(plane, rows, y * width, 1, width);
  for (let x = 0; x < width; x++) line(rows, picked, x, width, height);
  return picked;
}

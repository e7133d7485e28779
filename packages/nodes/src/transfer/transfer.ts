/** Numbers a node of the grid holds: a 3×3 matrix by rows, each row followed by its offset. */
export const COEFFICIENTS = 12;

/**
 * A smooth field of affine colour maps over a picture, of any size: at each node of the grid, the *change* of a colour
 * c in 0..1 is D·c + b. All zeros is the identity. Nodes lie at the centres of the grid's cells, the grid covers the
 * picture. `data` is [height, width, 12]: for each output channel the three numbers of D's row, then that of b.
 */
export type Transfer = {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
};

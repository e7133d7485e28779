/** Where a picture's encoded bytes lie, as long as its samples are exactly what those bytes decode to. */
export type EncodedSource = {
  readonly file: string;
  readonly sha256: string;
  readonly format: string;
};

/**
 * A picture at its own depth. Rows from the top, samples interleaved; 1 channel is grey, 2 grey and alpha, 3 RGB, 4 RGB
 * and straight alpha. Already turned upright. The numbers are in the colour space of `icc`, or sRGB without one.
 */
export type Image = {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 2 | 3 | 4;
  readonly data: Uint8Array | Uint16Array;
  /** The ICC profile that the samples are in. */
  readonly icc?: Uint8Array;
  /** A TIFF-structured EXIF block, its orientation set to 1. May hold a camera's GPS. */
  readonly exif?: Uint8Array;
  readonly encoded?: EncodedSource;
};

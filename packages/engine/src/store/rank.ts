const HALF_LIFE = 6 * 3600 * 1000;

/** A file takes whole blocks of the disk. */
const BLOCK = 4096;

/** Bytes that a file of this size takes of the disk. */
export const onDisk = (size: number): number => Math.max(1, Math.ceil(size / BLOCK)) * BLOCK;

/**
 * How long something is worth keeping, as a moment: the least goes first. Its worth is the milliseconds that each of its
 * bytes saves, and that halves with each half-life in which nobody asks for it. On a logarithmic scale this is the
 * moment of its last use minus a handicap for what is cheap, so nothing has to be ranked again as time goes by, and the
 * rank can be the file's own time of change: there are no books beside the files that could be lost or disagree.
 */
export function rankAt(now: number, milliseconds: number, bytes: number): number {
  const density = milliseconds / onDisk(bytes);
  return now + HALF_LIFE * Math.log2(Math.min(1, Math.max(2 ** -30, density || 0)));
}

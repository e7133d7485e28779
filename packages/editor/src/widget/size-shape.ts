/** The other side of a size whose shape is kept: `ratio` is width by height. 0 stands for "follows" and stays. */
export function keptShape(side: 'width' | 'height', value: number, ratio: number): number {
  if (value <= 0 || !(ratio > 0) || !Number.isFinite(ratio)) return 0;
  return Math.max(1, Math.round(side === 'width' ? value / ratio : value * ratio));
}

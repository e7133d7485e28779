/** The list with the item at `from` at the place `to`. */
export function moved<T>(items: readonly T[], from: number, to: number): readonly T[] {
  const at = Math.min(items.length - 1, Math.max(0, to));
  const item = items[from];
  return item === undefined || at === from ? items : items.toSpliced(from, 1).toSpliced(at, 0, item);
}

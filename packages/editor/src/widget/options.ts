export type Option = { readonly value: string; readonly name: string };

/** The options whose name or value has the text in it; those that begin with it stand first. */
export function matching(options: readonly Option[], text: string): readonly Option[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return options;
  const begins: Option[] = [];
  const has: Option[] = [];
  for (const option of options) {
    const name = option.name.toLowerCase();
    const value = option.value.toLowerCase();
    if (name.startsWith(wanted) || value.startsWith(wanted)) begins.push(option);
    else if (name.includes(wanted) || value.includes(wanted)) has.push(option);
  }
  return [...begins, ...has];
}

/** Which option keys lead to from `at`; nothing for keys that move nothing. */
export function optionAt(key: string, at: number, count: number): number | undefined {
  if (count === 0) return undefined;
  switch (key) {
    case 'ArrowDown':
      return (at + 1) % count;
    case 'ArrowUp':
      return at <= 0 ? count - 1 : at - 1;
    case 'PageDown':
      return Math.min(count - 1, at + 8);
    case 'PageUp':
      return Math.max(0, at - 8);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

/** Longer than any id or kind of node; what is longer is no name that anybody gave. */
const LONGEST_NAME = 128;
/** As much of a list as a message shows. */
const LONGEST_LIST = 600;

/** A name, short enough for a message. */
export function short(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
}

/** `a, b, c`, and how many more there are where they are too many for a message. Looks at no more than it shows. */
export function listOf(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  let text = '';
  for (let at = 0; at < names.length; at++) {
    const next = `${at > 0 ? ', ' : ''}${short(names[at]!)}`;
    if (text.length + next.length > LONGEST_LIST) return `${text} and ${names.length - at} more`;
    text += next;
  }
  return text;
}

/** A way through names, its middle left out where it is long. */
export function pathOf(names: readonly string[]): string {
  const ends = names.length > 12 ? [...names.slice(0, 6), `… ${names.length - 12} more …`, ...names.slice(-6)] : names;
  return ends.join(' → ');
}

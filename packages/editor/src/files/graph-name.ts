const MOST_SIGNS = 120;
const PART = /^[\p{L}\p{N}_](?:[\p{L}\p{N}\p{M} _.-]*[\p{L}\p{N}\p{M}_-])?$/u;
const WINDOWS_DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

export type NameFault = 'empty' | 'long' | 'folders' | 'signs' | 'json' | 'device';

/** What is wrong with a name for a graph on the server, which has the last word; nothing where it can be one. */
export function nameFault(text: string): NameFault | undefined {
  const name = cleanName(text);
  if (name === '') return 'empty';
  if (name.length > MOST_SIGNS) return 'long';
  const parts = name.split('/');
  if (parts.length > 2) return 'folders';
  if (name.endsWith('.json')) return 'json';
  if (parts.some((part) => WINDOWS_DEVICE.test(part))) return 'device';
  return parts.every((part) => PART.test(part)) ? undefined : 'signs';
}

/** A name as the server keeps it. */
export const cleanName = (text: string): string => text.normalize('NFC').trim();

/** A title made a name: signs that a name has no place for become spaces. */
export function nameOfTitle(title: string): string {
  const name = title
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}\p{M} _.-]+/gu, ' ')
    .replace(/ +/g, ' ')
    .replace(/^[^\p{L}\p{N}_]+|[^\p{L}\p{N}\p{M}_-]+$/gu, '')
    .slice(0, 80)
    .replace(/\.json$/, '')
    .trim();
  return nameFault(name) === undefined ? name : '';
}

/** A name like it that is not taken: `dog 2`. */
export function freeGraphName(name: string, taken: readonly string[]): string {
  const known = new Set(taken.map((one) => one.toLowerCase()));
  if (name === '' || !known.has(name.toLowerCase())) return name;
  const stem = name.replace(/ \d+$/, '');
  for (let n = 2; ; n++) if (!known.has(`${stem} ${n}`.toLowerCase())) return `${stem} ${n}`;
}

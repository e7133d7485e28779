import { MoodwireError } from '@moodwire/engine';

const MOST_SIGNS = 120;
const PART = /^[\p{L}\p{N}_](?:[\p{L}\p{N}\p{M} _.-]*[\p{L}\p{N}\p{M}_-])?$/u;
const WINDOWS_DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * The name of a saved graph, as it is kept: letters, digits, spaces and `-_.`, with at most one folder before a slash.
 * Throws `MoodwireError` for any other.
 */
export function graphName(text: string): string {
  const name = text.normalize('NFC');
  const parts = name.split('/');
  const isName =
    name.length <= MOST_SIGNS &&
    parts.length <= 2 &&
    parts.every((part) => PART.test(part) && !WINDOWS_DEVICE.test(part));
  if (isName && !name.endsWith('.json')) return name;
  const shown = text.slice(0, MOST_SIGNS).replace(/\p{Cc}/gu, '�');
  throw new MoodwireError(
    `found the name "${shown}", expected letters, digits, spaces and -_. of at most ${MOST_SIGNS} signs, with at most one folder before a /, and no .json`,
  );
}

import type { Words } from '../words/words.js';

/** A choice as it is read: the eight emotions are translated, all else stands as the node says it. */
export function choiceName(words: Words['widget'], choice: string): string {
  const names: Readonly<Record<string, string | undefined>> = words.emotions;
  return Object.hasOwn(names, choice) ? (names[choice] ?? choice) : choice;
}

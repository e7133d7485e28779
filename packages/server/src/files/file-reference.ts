import { safeName } from './safe-name.js';

export const isFileId = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);

/** How a graph names a file of the file store: by the hash of its bytes, with a base name for people. */
export const fileReference = ({ id, name }: { readonly id: string; readonly name: string }): string => `${id}/${name}`;

/** A reference taken apart; nothing for what is none. */
export function parseFileReference(text: string): { readonly id: string; readonly name: string } | undefined {
  const id = text.slice(0, 64);
  const name = text.slice(65);
  return isFileId(id) && text[64] === '/' && name !== '' && safeName(name) === name ? { id, name } : undefined;
}

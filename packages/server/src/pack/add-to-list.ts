/** A name, a spread of one, or a text. */
const PLAIN = /^((\.\.\.)?[\w$.]+|'[^'\\]*'|"[^"\\]*")$/;

/**
 * The text of a program with `item` added to the one list that `name` is set to, such as `packs = ['./a']`. Nothing when
 * it has no such list, several, or one that is more than names and texts: to guess there could break it.
 */
export function addToList(text: string, name: string, item: string): string | undefined {
  const found = [...text.matchAll(new RegExp(`\\b${name}\\b\\s*[:=]\\s*\\[([^\\]]*)\\]`, 'g'))];
  const [match] = found;
  if (found.length !== 1 || !match) return undefined;
  const inside = match[1] ?? '';
  const parts = inside.trim().replace(/,$/, '').split(',');
  if (inside.trim() !== '' && !parts.every((part) => PLAIN.test(part.trim()))) return undefined;
  const indent = /\n([ \t]*)\S/.exec(inside)?.[1];
  const items = inside.trim().replace(/,$/, '');
  const more = items === '' ? item : indent === undefined ? `${items}, ${item}` : `${items},\n${indent}${item}`;
  const end = indent === undefined ? '' : `,${/\n[ \t]*$/.exec(inside)?.[0] ?? '\n'}`;
  const start = indent === undefined ? '' : `\n${indent}`;
  const at = match.index + match[0].length - 1 - inside.length;
  return `${text.slice(0, at)}${start}${more}${end}${text.slice(at + inside.length)}`;
}

/** The text of a module with an import added after those that are there, or at its beginning. */
export function addImport(text: string, line: string): string {
  const last = [...text.matchAll(/^import\b[^;]*?from\s*['"][^'"]+['"];?[ \t]*$/gm)].at(-1);
  if (!last) return text.startsWith('// @ts-check\n') ? text.replace('\n', `\n${line}\n`) : `${line}\n${text}`;
  const at = last.index + last[0].length;
  return `${text.slice(0, at)}\n${line}${text.slice(at)}`;
}

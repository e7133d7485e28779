const LONGEST = 60;

/** A value, short enough for a message. Looks at no more of it than it shows. */
export function show(value: unknown): string {
  const written = write(value, 2);
  return written.length > LONGEST ? `${written.slice(0, LONGEST - 3)}…` : written;
}

function write(value: unknown, depth: number): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return JSON.stringify(value.slice(0, LONGEST));
  if (typeof value !== 'object' || value === null) return typeof value === 'symbol' ? 'a symbol' : String(value);
  if (ArrayBuffer.isView(value))
    return `${Object.prototype.toString.call(value).slice(8, -1)} of ${value.byteLength} bytes`;
  const isList = Array.isArray(value);
  const [open, close] = isList ? '[]' : '{}';
  if (depth === 0) return `${open}…${close}`;
  const parts: string[] = [];
  for (const key in value) {
    if (!Object.hasOwn(value, key)) continue;
    if (parts.length === 8) {
      parts.push('…');
      break;
    }
    const item = write((value as Record<string, unknown>)[key], depth - 1);
    parts.push(isList ? item : `${JSON.stringify(key.slice(0, LONGEST))}:${item}`);
  }
  return `${open}${parts.join()}${close}`;
}

/** A name that stands twice in one object, of which JSON keeps the last: the way to it, and where it stands again. */
type DoubledName = { readonly path: readonly string[]; readonly at: number };

/** What `JSON.parse` does not say of a text. */
export type JsonLook = {
  /** The first character that no JSON has there; the end of a text that breaks off. Nothing wrong: undefined. */
  readonly wrongAt: number | undefined;
  readonly doubled: readonly DoubledName[];
};

/** The object or list that is being read: the names seen in it, and the one that is read now, or how far the list is. */
type Open = { readonly names: Set<string> | undefined; step: string; count: number };

const MOST_DOUBLED = 100;
const SPACE = /[ \t\n\r]*/y;
const LEAF = /(?:-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null)/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** Reads JSON as text, character by character, in time that grows with its length alone. */
export function lookAtJson(text: string): JsonLook {
  const open: Open[] = [];
  const doubled: DoubledName[] = [];
  let at = 0;
  /** Is the next thing a value, a name or the end of its object, a name, or what follows a value? */
  let next: 'value' | 'value or end' | 'name or end' | 'name' | 'after' = 'value';
  const wrong = (): JsonLook => ({ wrongAt: at, doubled });

  for (;;) {
    at = match(SPACE, text, at) ?? at;
    const inside = open.at(-1);
    const sign = text[at];
    const closing = inside?.names ? '}' : ']';
    if (next === 'after' && !inside) return at === text.length ? { wrongAt: undefined, doubled } : wrong();
    if (inside && sign === closing && next !== 'value' && next !== 'name') {
      open.pop();
      at++;
      next = 'after';
    } else if (next === 'after') {
      if (sign !== ',') return wrong();
      at++;
      inside!.count++;
      next = inside!.names ? 'name' : 'value';
    } else if (next === 'name' || next === 'name or end') {
      const end = sign === '"' ? textEnd(text, at) : { wrongAt: at };
      if (typeof end === 'object') return { wrongAt: end.wrongAt, doubled };
      const name = JSON.parse(text.slice(at, end)) as string;
      inside!.step = name;
      if (inside!.names!.has(name) && doubled.length < MOST_DOUBLED) {
        doubled.push({ path: open.map((one) => (one.names ? one.step : String(one.count))), at });
      }
      inside!.names!.add(name);
      at = match(SPACE, text, end) ?? end;
      if (text[at] !== ':') return wrong();
      at++;
      next = 'value';
    } else if (sign === '{' || sign === '[') {
      open.push({ names: sign === '{' ? new Set() : undefined, step: '', count: 0 });
      at++;
      next = sign === '{' ? 'name or end' : 'value or end';
    } else {
      const end = sign === '"' ? textEnd(text, at) : (match(LEAF, text, at) ?? { wrongAt: at });
      if (typeof end === 'object') return { wrongAt: end.wrongAt, doubled };
      at = end;
      next = 'after';
    }
  }
}

/** `line 3, column 14`, as editors count. */
export function placeInText(text: string, at: number): string {
  const before = text.slice(0, at);
  const start = before.lastIndexOf('\n') + 1;
  return `line ${before.split('\n').length}, column ${at - start + 1}`;
}

function match(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

/** Past the closing quote of the text that opens at `at`. */
function textEnd(text: string, at: number): number | { readonly wrongAt: number } {
  for (let i = at + 1; i < text.length; ) {
    if (text[i] === '"') return i + 1;
    const end = text[i] === '\\' ? match(ESCAPE, text, i) : text.charCodeAt(i) < 0x20 ? undefined : i + 1;
    if (end === undefined) return { wrongAt: i };
    i = end;
  }
  return { wrongAt: text.length };
}

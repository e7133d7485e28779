import { show } from './show.js';

/** Deeper than any graph that is meant, shallow enough for all that walks one by recursion. */
const DEEPEST = 100;
/** More than a graph as long as may be read is made of. */
const MOST_VALUES = 2 ** 24;

/**
 * What makes data unfit to be looked at any further: nesting so deep that reading it would overflow the stack, a name
 * that JavaScript takes for an object's parent, what JSON cannot write. Nothing when it is fit. No recursion.
 */
export function unfit(data: unknown): { readonly found: string; readonly expected: string } | undefined {
  const pending: { value: unknown; depth: number }[] = [{ value: data, depth: 0 }];
  let left = MOST_VALUES;
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { value, depth } = next;
    if (typeof value === 'number' && !Number.isFinite(value)) {
      return { found: `the number ${value}`, expected: 'numbers that JSON can write' };
    }
    // An object that is met by many ways is written as often: a few of them could ask for any number.
    if (left-- === 0) return { found: `more than ${MOST_VALUES} values`, expected: 'fewer' };
    if (typeof value !== 'object' || value === null) {
      if (isWritable(value)) continue;
      return { found: typeof value === 'function' ? 'a function' : show(value), expected: 'what JSON can write' };
    }
    if (depth >= DEEPEST) return { found: `${show(value)} at depth ${depth}`, expected: `at most ${DEEPEST} levels` };
    if (Object.hasOwn(value, '__proto__')) {
      return { found: 'a field named "__proto__"', expected: 'a name that has no other meaning' };
    }
    const items = Object.values(value);
    if (Array.isArray(value) ? items.length !== value.length || items.includes(undefined) : !isPlain(value)) {
      return { found: show(value), expected: 'what JSON can write' };
    }
    for (const item of items) pending.push({ value: item, depth: depth + 1 });
  }
  return undefined;
}

/** A field that is undefined is not there. */
const isWritable = (value: unknown): boolean => value === null || !/^(bigint|function|symbol)$/.test(typeof value);

/** No date, map or array of bytes: it would be saved as an empty object, or as another one. */
const isPlain = (value: object): boolean => Object.prototype.toString.call(value) === '[object Object]';

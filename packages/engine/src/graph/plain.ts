import { show } from '../port/show.js';

/** Deeper than any graph that is meant, shallow enough for all that walks one by recursion. */
const DEEPEST = 100;

/**
 * What makes data unfit to be looked at any further: nesting so deep that reading it would overflow the stack, a name
 * that JavaScript takes for an object's parent, a number that JSON cannot write. Nothing when it is fit. No recursion.
 */
export function unfit(data: unknown): { readonly found: string; readonly expected: string } | undefined {
  const pending: { value: unknown; depth: number }[] = [{ value: data, depth: 0 }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { value, depth } = next;
    if (typeof value === 'number' && !Number.isFinite(value)) {
      return { found: `the number ${value}`, expected: 'numbers that JSON can write' };
    }
    if (typeof value !== 'object' || value === null) continue;
    if (depth >= DEEPEST) return { found: `${show(value)} at depth ${depth}`, expected: `at most ${DEEPEST} levels` };
    if (Object.hasOwn(value, '__proto__')) {
      return { found: 'a field named "__proto__"', expected: 'a name that has no other meaning' };
    }
    for (const item of Object.values(value)) pending.push({ value: item, depth: depth + 1 });
  }
  return undefined;
}

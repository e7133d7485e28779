import { messageOf } from '../node/failure.js';
import { show } from '../value/show.js';

/** Anything at all in a few words: also what throws when it is looked at. */
export function said(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  try {
    return value instanceof Error ? messageOf(value) : show(value);
  } catch {
    return 'something that cannot be read';
  }
}

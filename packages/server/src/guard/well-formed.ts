import type { IncomingMessage } from 'node:http';
import type { Refusal } from './where-from.js';

/** Headers of which two would let what checks a request and what answers it each read another. */
const ONCE = ['host', 'content-type', 'content-length', 'authorization', 'origin', 'sec-fetch-site'];

/** Why a request may not pass, by its form alone. */
export function refusalByForm({ rawHeaders, url = '' }: IncomingMessage): Refusal | undefined {
  if (!url.startsWith('/') && url !== '*') {
    const message = `found "${url.slice(0, 100)}" as what is asked for, expected a path: this server is no proxy`;
    return { status: 400, code: 'no-path', message };
  }
  const names = rawHeaders.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase());
  const twice = ONCE.find((name) => names.indexOf(name) !== names.lastIndexOf(name));
  if (twice === undefined) return undefined;
  const message = `found the header ${twice} more than once, expected it once: leave all but one away`;
  return { status: 400, code: 'header-twice', message };
}

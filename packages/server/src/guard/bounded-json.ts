import type { FastifyInstance } from 'fastify';
import { HttpError } from './http-error.js';

const MOST_DEPTH = 64;

/** Lets a scope take bodies of JSON under a content type: `*` takes them under any, for clients that name another. */
export function acceptJson(scope: FastifyInstance, type: string): void {
  scope.addContentTypeParser(type, { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, boundedJson(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
}

/** Reads JSON of bounded depth, without names that would change what objects are. Throws `HttpError`. */
export function boundedJson(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  const text = textOf(bytes);
  if (isTooDeep(text)) {
    throw new HttpError(
      400,
      'too-deep',
      `the body nests more than ${MOST_DEPTH} levels, expected at most ${MOST_DEPTH}`,
    );
  }
  // Looking at each name takes much longer than reading: only where one may be there, also written as \u005f.
  const isSuspect = /__proto__|constructor|\\u/.test(text);
  try {
    return JSON.parse(text, isSuspect ? refuseNames : undefined);
  } catch (error) {
    if (error instanceof HttpError) throw error;
    throw new HttpError(400, 'not-json', `the body is no JSON: ${(error as Error).message}`);
  }
}

function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new HttpError(400, 'not-json', 'the body is no UTF-8, expected JSON in UTF-8');
  }
}

function refuseNames(key: string, value: unknown): unknown {
  const isConstructor =
    key === 'constructor' && typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype');
  if (key !== '__proto__' && !isConstructor) return value;
  const message = `the body has the name "${key}", which would change what objects are: leave it away`;
  throw new HttpError(400, 'bad-name', message);
}

/** Do brackets nest too deep? JSON.parse would use up the stack. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const sign = text[i];
    if (sign === '"') {
      for (i++; i < text.length && text[i] !== '"'; i++) if (text[i] === '\\') i++;
    } else if (sign === '[' || sign === '{') {
      if (++depth > MOST_DEPTH) return true;
    } else if (sign === ']' || sign === '}') depth--;
  }
  return false;
}

import { HttpError } from './http-error.js';

const MOST_DEPTH = 64;

/** Reads JSON of bounded depth, without names that would change what objects are. Throws `HttpError`. */
export function boundedJson(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new HttpError(400, 'not-json', 'the body is no UTF-8, expected JSON');
  }
  const depth = depthOf(text);
  if (depth > MOST_DEPTH) {
    throw new HttpError(400, 'too-deep', `the body nests ${depth} levels or more, expected at most ${MOST_DEPTH}`);
  }
  try {
    return JSON.parse(text, (key, value: unknown) => (key === '__proto__' ? undefined : value));
  } catch (error) {
    throw new HttpError(400, 'not-json', `the body is no JSON: ${(error as Error).message}`);
  }
}

/** How deep brackets nest, up to where it is too deep. */
function depthOf(text: string): number {
  let [depth, deepest] = [0, 0];
  for (let i = 0; i < text.length; i++) {
    const sign = text[i];
    if (sign === '"') {
      for (i++; i < text.length && text[i] !== '"'; i++) if (text[i] === '\\') i++;
    } else if (sign === '[' || sign === '{') {
      deepest = Math.max(deepest, ++depth);
      if (deepest > MOST_DEPTH) return deepest;
    } else if (sign === ']' || sign === '}') depth--;
  }
  return deepest;
}

import { fileURLToPath } from 'node:url';

/** The first place in a file that the stack of an error names, its line and column as `:3:41`. */
export function codePlace(error: unknown): { readonly url: string; readonly text: string } | undefined {
  const place = error instanceof Error ? /file:\/\/[^\s()]+:\d+/.exec(String(error.stack))?.[0] : undefined;
  const [, url, line] = /^(.*?)((?::\d+)+)$/.exec(place ?? '') ?? [];
  return url === undefined ? undefined : { url, text: `${fileURLToPath(url)}${line}` };
}

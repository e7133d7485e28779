import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What a node is called in its files: `film/grain` is `filmGrain` in code. */
export type NodeNames = {
  readonly type: string;
  readonly category: string;
  readonly name: string;
  readonly identifier: string;
};

/** The names of a node of this type, or nothing when the type is none. */
export function nodeNames(type: string): NodeNames | undefined {
  const [, category, name] = /^([a-z][a-z0-9-]*)\/([a-z][a-z0-9-]*)$/.exec(type) ?? [];
  if (category === undefined || name === undefined) return undefined;
  const identifier = `${category}-${name}`.replace(/-+(.)?/g, (_, letter: string = '') => letter.toUpperCase());
  return { type, category, name, identifier };
}

/** A node that works, and its test, as the templates that ship, under other names. */
export function nodeFiles({ type, category, name, identifier }: NodeNames): { node: string; test: string } {
  const words = `${category} ${name}`.replaceAll('-', ' ');
  const title = words.charAt(0).toUpperCase() + words.slice(1);
  const write = (file: string): string =>
    readFileSync(fileURLToPath(new URL(`../../template/${file}`, import.meta.url)), 'utf8')
      .replaceAll("'film/grain'", `'${type}'`)
      .replaceAll("'Film grain'", `'${title}'`)
      .replaceAll('./grain.mjs', `./${name}.mjs`)
      .replaceAll('filmGrain', identifier);
  return { node: write('node.mjs'), test: write('node-test.mjs') };
}

import { readdir, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { expect, test } from 'vitest';

const REPOSITORY = new URL('../../', import.meta.url);
const NAMED = /^`([\w-]+\.test\.ts)`: (.+)$/;

test('every test that docs/security.md names exists', async () => {
  const text = await readFile(new URL('docs/security.md', REPOSITORY), 'utf8');
  const rows = text.split('\n').filter((line) => line.startsWith('| '));
  const shown = rows.slice(2).map((row) => row.split(' | ').at(-1)!.replace(/ \|$/, ''));
  const named = shown.flatMap((cell) => cell.split('<br>')).filter((one) => !one.startsWith('No test yet'));
  expect(named.length).toBeGreaterThan(40);
  const paths = (await readdir(new URL('test/', REPOSITORY), { recursive: true })).filter((path) =>
    /\.test\.ts$/.test(path),
  );
  const missing: string[] = [];
  for (const one of named) {
    const [, file = '', name = ''] = NAMED.exec(one) ?? [];
    const path = paths.find((each) => basename(each) === file);
    const source = path === undefined ? '' : await readFile(new URL(`test/${path}`, REPOSITORY), 'utf8');
    if (name === '' || !source.includes(`test('${name}'`)) missing.push(one);
  }
  expect(missing).toEqual([]);
});

import { execFile } from 'node:child_process';
import { access, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT } from './moodwire.js';

const run = promisify(execFile);

let folder: string;
/** Inside the workspace, so that its packages are found. */
const script = join(ROOT, 'node_modules', `readme-${process.pid}.mjs`);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moodwire-readme-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await rm(script, { force: true });
});

it('the README’s program runs as it is written', async () => {
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  const code = /```ts\n([\s\S]*?)```/.exec(readme)?.[1];
  await writeFile(script, code!);
  await cp(join(ROOT, 'examples/photos/rocket.jpg'), join(folder, 'photo.jpg'));
  const { stdout } = await run(process.execPath, [script], { cwd: folder });
  expect(stdout.trim().split('\n')).toEqual([
    'planned',
    ...['started', 'finished', 'started', 'finished', 'started', 'finished'],
    'done',
  ]);
  expect((await sharp(join(folder, 'small.jpg')).metadata()).width).toBe(512);
});

it('every file that a page of the repository points to is there', async () => {
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    'models/mini/README.md',
    'training/README.md',
    'docs/packs.md',
  ];
  const missing: string[] = [];
  for (const page of pages) {
    const text = await readFile(join(ROOT, page), 'utf8');
    for (const [, target] of text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)) {
      const path = join(ROOT, dirname(page), target!);
      await access(path).catch(() => missing.push(`${page}: ${target}`));
    }
  }
  expect(missing).toEqual([]);
});

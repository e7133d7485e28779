import { execFile } from 'node:child_process';
import { access, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT, readmePrograms } from './moodwire.js';

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

it('the README’s programs run as they are written, and end by themselves', async () => {
  const programs = await readmePrograms();
  await cp(join(ROOT, 'examples/photos/rocket.jpg'), join(folder, 'photo.jpg'));
  const said: string[][] = [];
  for (const program of programs) {
    await writeFile(script, program);
    const env = { ...process.env, MOODWIRE_CACHE_DIR: join(folder, 'cache') };
    said.push((await run(process.execPath, [script], { cwd: folder, env })).stdout.trim().split('\n'));
  }
  const events = ['planned', ...['started', 'finished', 'started', 'finished', 'started', 'finished']];
  expect(said).toEqual([[...events, expect.stringMatching(/feels /)], ['512']]);
  expect(programs[0]!.trim().split('\n').length).toBeLessThanOrEqual(10);
});

it('every file that a page of the repository points to is there', async () => {
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    'models/mini/README.md',
    'training/README.md',
    'docs/packs.md',
    'docs/editor.md',
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

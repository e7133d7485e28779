import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT } from './moodwire.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moodwire-bars-'));
  await writeFile(join(folder, 'moodwire.config.mjs'), `export const packs = ['./pack.mjs'];`);
  await writeFile(join(folder, 'pack.mjs'), PACK);
  await writeFile(join(folder, 'graph.json'), JSON.stringify(GRAPH));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const PACK = `
  import { defineNode, integer, list } from '@moodwire/engine';
  const common = { title: 'Mine', version: 1, summary: 'Mine.', params: {}, runsOn: 'host' };
  export const pack = { name: 'mine', nodes: [
    defineNode({ ...common, type: 'my/items', inputs: {}, outputs: { items: list(integer()) },
      run: () => ({ items: Array.from({ length: 100 }, (_, i) => i) }) }),
    defineNode({ ...common, type: 'my/slow', inputs: { x: integer() }, outputs: { y: integer() },
      async run({ inputs, progress }) {
        await new Promise((resolve) => setTimeout(resolve, 2));
        progress(1, 2);
        return { y: inputs.x };
      } }),
  ] };`;

const NAME = 'a-node-that-has-a-rather-long-name';
const GRAPH = {
  format: 'moodwire.graph',
  version: 2,
  subgraphs: {
    inner: {
      interface: { inputs: { x: `${NAME}.x` }, outputs: { y: `${NAME}.y` } },
      nodes: { [NAME]: { type: 'my/slow' } },
    },
  },
  nodes: {
    items: { type: 'my/items' },
    each: { type: 'subgraph/inner', map: { by: 'pair' }, inputs: { x: 'items.items' } },
  },
};

// util-linux has `script -c`, which gives a command a terminal.
const hasTerminal = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') ?? false;

it.skipIf(!hasTerminal)('a terminal shows a few of a hundred nodes that run, and how many more there are', async () => {
  const app = join(ROOT, 'packages/server/bin/moodwire.js');
  const command = `stty cols 70; "${process.execPath}" "${app}" run graph.json --no-cache`;
  const { stdout } = await promisify(execFile)('script', ['-qec', command, '/dev/null'], { cwd: folder });
  const frames = stdout.split('\u001b[J').map((frame) => frame.split('\r\n').filter((line) => line !== ''));
  const bars = frames.map((lines) => lines.filter((line) => /[█░]|… and \d+ more/.test(line)));
  expect(Math.max(...bars.map(({ length }) => length))).toBe(9);
  expect(stdout).toMatch(/ {2}… and \d+ more/);
  expect(stdout).toMatch(/each\/\d+\/a-…as-a-rather-long-name █+░+/);
  for (const line of bars.flat()) expect(line.length).toBeLessThan(70);
  expect(stdout).toMatch(/✓ items .*\r\n/);
  expect(stdout).toMatch(/✓ each {2}\d+/);
  expect(stdout).not.toMatch(/✓ each\//);
});

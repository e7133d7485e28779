import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { moodwire } from './moodwire.js';

type Measured = { engine: string; shape: string; mode: string; microseconds: number; ratio: number };

it('`bench engine --quick` measures Moodwire and a raw loop on small graphs, and gives ratios', async () => {
  const { code, out, err } = await moodwire(['bench', 'engine', '--quick', '--json']);
  expect(err).toBe('');
  expect(code).toBe(0);
  const { results } = JSON.parse(out) as { results: Measured[] };
  const engines = new Set(results.map(({ engine }) => engine));
  expect(engines).toEqual(new Set(['Moodwire', 'Moodwire, events on', 'raw loop']));
  const shapes = new Set(results.map(({ shape }) => shape.split(' ')[0]));
  expect(shapes).toEqual(new Set(['chain', 'fan-in', 'dag', 'ladder']));
  expect(results.filter(({ microseconds, ratio }) => !(microseconds > 0 && ratio > 0))).toEqual([]);
  expect(results.filter(({ mode }) => mode === 'change')).toHaveLength(results.length / 3);
});

it('`bench engine --quick` prints one table for each mode', async () => {
  const { code, out } = await moodwire(['bench', 'engine', '--quick']);
  expect(code).toBe(0);
  for (const mode of ['cold', 'unchanged', 'one change']) expect(out).toMatch(new RegExp(`^${mode}: `, 'm'));
  const ratios = [...out.matchAll(/([\d.]+)×/g)].map(([, ratio]) => Number(ratio));
  expect(ratios.length).toBeGreaterThan(12);
  expect(ratios.filter((ratio) => !(ratio > 0))).toEqual([]);
});

it('`bench edit` refuses the flags of `bench engine`', async () => {
  const { code, err } = await moodwire(['bench', 'edit', '--quick']);
  expect(code).toBe(2);
  expect(err).toContain('bench edit takes no --quick');
});

it('`bench transport --quick` measures values, memory, a node and an edit, and prints ratios with their aims', async () => {
  const { code, out, err } = await moodwire(['bench', 'transport', '--quick']);
  expect(err).toBe('');
  expect(code).toBe(0);
  for (const way of ['get over ws', 'put over ws, random mask', 'get from a device process']) {
    expect(out).toMatch(new RegExp(`${way}( +[\\d.]+ \\([\\d.]+\\)){2} +\\(aim ≥ 0\\.\\d\\)`));
  }
  expect(out).toMatch(/stock ws, get( +[\d.]+ \([\d.]+\)){2}/);
  expect(out).toMatch(/put, in the backend .*\(aim ≤ 33 MiB\)/);
  expect(out).toMatch(/backend over ws on loopback +[\d.]+ ms \(aim ≤ 1 ms more than in this process\)/);
  expect(out).toMatch(/ratio +[\d.]+ \(aim ≤ 1.05\)/);
});

it('`bench remote --quick` counts the round trips of chains and edits', async () => {
  const { code, out, err } = await moodwire(['bench', 'remote', '--quick', '--rtt', '20', '--json']);
  expect(err).toBe('');
  expect(code).toBe(0);
  const { rtt, measured } = JSON.parse(out) as { rtt: number; measured: { what: string; farMs: number }[] };
  expect(rtt).toBe(20);
  expect(measured.map(({ what }) => /\d+ (nodes|denoise)/.exec(what)?.[0])).toEqual([
    '5 nodes',
    '50 nodes',
    '8 denoise',
    '24 denoise',
  ]);
  expect(measured.filter(({ farMs }) => !(farMs > rtt))).toEqual([]);
});

it.skipIf(existsSync('bench/node_modules'))(
  '`bench editor` says how to install what it measures beside ours',
  async () => {
    const { code, err } = await moodwire(['bench', 'editor', '--quick']);
    expect(code).toBe(2);
    expect(err).toContain('npm ci --prefix bench');
  },
);

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

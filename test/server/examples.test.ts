import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseGraphText, serializeGraph } from '@moodwire/engine';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { moodwire, ROOT } from './moodwire.js';

const EXAMPLES = join(ROOT, 'graphs/examples');

/** A copy, so that what the graphs write stays out of the clone. */
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moodwire-examples-'));
  const isInput = (source: string) => source !== join(EXAMPLES, 'output');
  await cp(EXAMPLES, folder, { recursive: true, filter: isInput });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const tried = new Set<string>();

type Ran = {
  /** The paths of the nodes that ran, in their order. */
  readonly started: readonly string[];
  readonly values: Readonly<Record<string, unknown>>;
  /** The files of the pictures that were written, by the names of the outputs. */
  readonly files: Readonly<Record<string, string>>;
};

async function run(name: string, ...args: readonly string[]): Promise<Ran> {
  tried.add(`${name}.json`);
  const { code, out, err } = await moodwire(['run', join(folder, `${name}.json`), '--json', ...args]);
  expect({ code, out: code === 0 ? '' : out + err }).toEqual({ code: 0, out: '' });
  const events: Record<string, unknown>[] = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const outputs = events.filter(({ event }) => event === 'output');
  const pick = (field: string) => outputs.filter((o) => field in o).map((o) => [o['name'], o[field]]);
  return {
    started: events.flatMap(({ event, node }) => (event === 'started' ? [String(node)] : [])),
    values: Object.fromEntries(pick('value')),
    files: Object.fromEntries(pick('file')),
  };
}

async function sizeOf({ files }: Ran, name = 'image'): Promise<string> {
  const { width, height } = await sharp(files[name]!).metadata();
  return `${width}×${height}`;
}

type Box = { readonly left: number; readonly top: number; readonly width: number; readonly height: number };

/** The mean difference of two parts of a written picture, 0 to 255. */
async function difference({ files }: Ran, a: Box, b: Box): Promise<number> {
  const [first, second] = await Promise.all([a, b].map((box) => sharp(files['image']!).extract(box).raw().toBuffer()));
  return first!.reduce((sum, value, i) => sum + Math.abs(value - second![i]!), 0) / first!.length;
}

/** The place of a picture, or of its caption, in a sheet of photos with captions. */
const PHOTO = { width: 448, height: 300 };
const cell = (column: number): Box => ({ left: 8 + column * 456, top: 8, ...PHOTO });
const caption = (column: number): Box => ({ left: 8 + column * 456, top: 312, width: 448, height: 40 });

describe('the example', () => {
  it('partial-run makes both ends, or the one that is asked for alone', async () => {
    const whole = await run('partial-run');
    expect(whole.values['text']).toMatch(/^No clear emotion|this picture/);
    expect([...whole.started].sort()).toEqual(['describe', 'load', 'model', 'small', 'thumbnail']);
    const part = await run('partial-run', '--only', 'thumbnail');
    expect(part.started).toEqual(['load', 'small', 'thumbnail']);
    expect(part.values).toEqual({});
    expect(await sizeOf(part, 'thumbnail')).toBe('160×107');
  });

  it('lazy-switch never runs the side that is not chosen', async () => {
    const small = await run('lazy-switch');
    expect(small.started).toEqual(['load', 'size', 'too-wide', 'choose', 'save']);
    expect(await sizeOf(small)).toBe('448×300');
    const wide = await run('lazy-switch', '--in', 'widest=200');
    expect(wide.started).toContain('smaller');
    expect(await sizeOf(wide)).toBe('200×134');
    const photo = await run('lazy-switch', '--in', `photo=${join(ROOT, 'examples/photos/rocket.jpg')}`);
    expect(await sizeOf(photo)).toBe('600×400');
  });

  it('bypass leaves the caption out and lets the photo through', async () => {
    const ran = await run('bypass');
    expect(ran.started).toEqual(['load', 'frame', 'save']);
    expect(await sizeOf(ran)).toBe('488×340');
  });

  it('mute makes the sheet without the muted photo and its caption', async () => {
    const ran = await run('mute');
    expect([...ran.started].sort()).toEqual(['coffee', 'coffee-words', 'rocket', 'rocket-words', 'save', 'sheet']);
    expect(await sizeOf(ran)).toBe('920×364');
  });

  it('lists-and-optional fills two of four blanks and lays out as many pictures as are linked', async () => {
    const ran = await run('lists-and-optional');
    expect(ran.values).toEqual({ text: 'three photos on 1376 × 316 pixels' });
    expect(await sizeOf(ran)).toBe('1376×364');
  });

  it('map-pair gives each photo its own caption', async () => {
    const ran = await run('map-pair');
    expect(ran.started).toEqual(expect.arrayContaining(['open/0', 'open/1', 'open/2', 'caption/2']));
    expect(await sizeOf(ran)).toBe('1376×364');
    expect(await difference(ran, caption(1), caption(2))).toBeGreaterThan(1);
    expect(await difference(ran, cell(1), cell(2))).toBeGreaterThan(20);
  });

  it('map-repeat gives the last caption to all that are left', async () => {
    const ran = await run('map-repeat');
    expect(await difference(ran, caption(0), caption(1))).toBeGreaterThan(1);
    expect(await difference(ran, caption(1), caption(2))).toBeLessThan(0.5);
    expect(await difference(ran, cell(1), cell(2))).toBeGreaterThan(20);
  });

  it('map-cross takes each photo with each emotion', async () => {
    const ran = await run('map-cross');
    const numbers = Array.from({ length: 9 }, (_, i) => `each/${i}/name`);
    expect(ran.started).toEqual(expect.arrayContaining(numbers));
    expect(ran.started).not.toContain('each/9/name');
    expect(await sizeOf(ran)).toBe('1376×1076');
    const models = ran.started.filter((path) => path.endsWith('/model'));
    expect(models, 'the model is opened once for all nine').toHaveLength(1);
  });

  it('fold goes through its list in order, and each round changes the picture', async () => {
    const ran = await run('fold');
    const rounds = ran.started.filter((path) => path.endsWith('/edit'));
    expect(rounds).toEqual(['story/0/edit', 'story/1/edit', 'story/2/edit']);
    expect(await sizeOf(ran)).toBe('920×316');
    expect(await difference(ran, cell(0), cell(1))).toBeGreaterThan(10);
  });

  it('for runs as many rounds as it is told, each with its number', async () => {
    const ran = await run('for');
    const rounds = ran.started.filter((path) => path.endsWith('/frame'));
    expect(rounds).toEqual([0, 1, 2, 3, 4].map((round) => `frames/${round}/frame`));
    const shades = await sharp(ran.files['image']!)
      .extract({ left: 0, top: 150, width: 30, height: 1 })
      .raw()
      .toBuffer();
    expect([shades[3 * 6]! < 40, shades[3 * 20]! > 215], 'black outside, white within').toEqual([true, true]);
    expect((await run('for', '--in', 'frames=2')).started).not.toContain('frames/2/frame');
  });

  it('while goes on until the picture is small enough', async () => {
    const ran = await run('while');
    const rounds = ran.started.filter((path) => path.endsWith('/half'));
    expect(rounds).toEqual(['smaller/0/half', 'smaller/1/half']);
    expect(await sizeOf(ran)).toBe('112×75');
    expect(await sizeOf(await run('while', '--in', 'widest=60'))).toBe('56×38');
  });

  it('subgraph runs what is nested, each use with its own settings', async () => {
    const ran = await run('subgraph');
    const nested = ['words', 'card/frame', 'edge/frame'];
    const inside = ['breakfast', 'launch'].flatMap((one) => nested.map((path) => `${one}/${path}`));
    const outside = ['coffee', 'rocket', 'margin', 'wall', 'save'];
    expect([...ran.started].sort()).toEqual([...inside, ...outside].sort());
    expect(await sizeOf(ran)).toBe('1044×442');
    expect(await sizeOf(await run('subgraph', '--in', 'margin=30'))).toBe('1100×470');
  });

  it('graph-from-node runs the graph that the node returns, under its name', async () => {
    const ran = await run('graph-from-node');
    const steps = ['model', 'read', 'convert', 'encode', 'denoise', 'retain', 'decode'].map((step) => `edit/${step}`);
    expect([...ran.started].sort()).toEqual(['load', 'edit', ...steps, 'save'].sort());
    expect(await sizeOf(ran)).toBe('448×300');
    const none = await run('graph-from-node', '--in', 'strength=0');
    expect(none.started, 'without strength there is nothing to run').toEqual(['load', 'edit', 'save']);
  });

  it('emotion-map makes one picture for each line', async () => {
    const ran = await run('emotion-map');
    expect(ran.started.filter((path) => /^each\/\d\/name$/.test(path))).toHaveLength(8);
    expect(await sizeOf(ran)).toBe('1376×1076');
    const two = await run('emotion-map', '--in', 'emotions=awe\nfear');
    expect(two.started.filter((path) => path.endsWith('/edit'))).toEqual(['each/0/edit', 'each/1/edit']);
    expect(await sizeOf(two)).toBe('1376×364');
  });

  it('strength-row goes from the photo to the whole emotion', async () => {
    const ran = await run('strength-row', '--in', 'emotion=awe');
    expect(ran.started.filter((path) => path.endsWith('/decode'))).toEqual([1, 2, 3].map((i) => `edit/${i}/decode`));
    expect(await sizeOf(ran)).toBe('1480×305');
  });
});

describe('the examples', () => {
  it('are all of them tried here', async () => {
    const names = await readdir(EXAMPLES);
    expect([...tried].sort()).toEqual(names.filter((name) => name.endsWith('.json')).sort());
  });

  it('and the other graphs have no problems', async () => {
    const names = (await readdir(join(ROOT, 'graphs'), { recursive: true })).filter((name) => name.endsWith('.json'));
    const paths = names.map((name) => join('graphs', name));
    const { code, out } = await moodwire(['check', ...paths]);
    expect({ code, out }).toEqual({ code: 0, out: paths.map((path) => `${path}: no problems\n`).join('') });
  });

  it('are written as the app writes them, and say what they are', async () => {
    for (const name of tried) {
      const text = await readFile(join(EXAMPLES, name), 'utf8');
      const parsed = parseGraphText(text);
      if (!('graph' in parsed)) throw new Error(`${name} is no graph`);
      expect(serializeGraph(parsed.graph), name).toBe(text);
      const { title, description, layout, nodes } = parsed.graph;
      expect(title, name).toBeTruthy();
      expect(description, name).toMatch(/^["A-Z].{30,}\.$/);
      expect(Object.keys(layout?.nodes ?? {}), name).toEqual(Object.keys(nodes));
    }
  });
});

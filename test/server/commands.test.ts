import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { moodwire, ROOT } from './moodwire.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moodwire-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const COPY = {
  format: 'moodwire.graph',
  version: 2,
  interface: {
    inputs: { photo: 'load.file', width: 'small.width' },
    outputs: { image: 'save.image', raw: 'small.image' },
  },
  nodes: {
    load: { type: 'image/load', params: { file: 'photo.png' } },
    small: { type: 'image/resize', inputs: { image: 'load.image' }, params: { width: 20 } },
    save: { type: 'image/save', inputs: { image: 'small.image' }, params: { file: 'output/small.png' } },
  },
};

async function writeGraph(graph: unknown): Promise<string> {
  const file = join(folder, 'graph.json');
  await writeFile(file, JSON.stringify(graph));
  await cp(join(ROOT, 'examples/photos/coffee.png'), join(folder, 'photo.png'));
  return file;
}

/** What `--json` said: every line is an object. */
const eventsOf = (out: string): Record<string, unknown>[] =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('moodwire run', () => {
  it('runs a graph as it stands, its files staying in its own folder', async () => {
    const ended = await moodwire(['run', await writeGraph(COPY)]);
    expect(ended).toMatchObject({ code: 0, out: `image: ${join(folder, 'output/small.png')}\n` });
    expect((await sharp(join(folder, 'output/small.png')).metadata()).width).toBe(20);
  });

  it('sets inputs from the command line and writes outputs where it is told, saved by the graph or not', async () => {
    const graph = await writeGraph(COPY);
    const [image, raw] = [join(folder, 'a.jpg'), join(folder, 'b.webp')];
    const photo = join(ROOT, 'examples/photos/rocket.jpg');
    const args = ['--in', `photo=${photo}`, '--in', 'width=30', '--out', `image=${image}`, '--out', `raw=${raw}`];
    const ended = await moodwire(['run', graph, ...args]);
    expect(ended).toMatchObject({ code: 0 });
    expect(await sharp(image).metadata()).toMatchObject({ width: 30, format: 'jpeg' });
    expect(await sharp(raw).metadata()).toMatchObject({ width: 30, format: 'webp' });
    expect(await readdir(folder)).not.toContain('output');
  });

  it('writes one JSON event a line, each with its name and node', async () => {
    const { out } = await moodwire(['run', await writeGraph(COPY), '--json']);
    const events = eventsOf(out);
    expect(events.map(({ event, node }) => [event, node])).toEqual([
      ['planned', undefined],
      ['started', 'load'],
      ['finished', 'load'],
      ['started', 'small'],
      ['finished', 'small'],
      ['started', 'save'],
      ['finished', 'save'],
      ['output', undefined],
    ]);
    expect(events.at(-1)).toMatchObject({ name: 'image', file: join(folder, 'output/small.png') });
  });

  it('runs only the nodes that are asked for', async () => {
    const ended = await moodwire(['run', await writeGraph(COPY), '--only', 'small']);
    expect(ended.code).toBe(0);
    expect(ended.err).not.toContain('save');
  });

  it('shows plain lines where there is no terminal, and nothing but results with --quiet', async () => {
    const graph = await writeGraph(COPY);
    const loud = await moodwire(['run', graph]);
    expect(loud.err).toMatch(/ {2}load…\n✓ load {2}\d+/);
    const quiet = await moodwire(['run', graph, '--quiet']);
    expect(quiet).toMatchObject({ code: 0, err: '' });
  });

  it.each([
    ['../photo.png', 'leads out of the graph'],
    ['/etc/hostname', 'leads out of the graph'],
    ['link.png', 'is a link out of the graph'],
  ])('refuses a graph that reads %s', async (file, reason) => {
    const inside = join(folder, 'inside');
    await mkdir(inside);
    await cp(join(ROOT, 'examples/photos/coffee.png'), join(folder, 'photo.png'));
    await symlink(join(folder, 'photo.png'), join(inside, 'link.png'));
    const graph = structuredClone(COPY);
    graph.nodes.load.params.file = file;
    await writeFile(join(inside, 'graph.json'), JSON.stringify(graph));
    const ended = await moodwire(['run', join(inside, 'graph.json')]);
    expect(ended.code).toBe(1);
    expect(ended.err).toContain(reason);
  });

  it('refuses a graph that writes outside its folder', async () => {
    const graph = structuredClone(COPY);
    graph.nodes.save.params.file = '../escaped.png';
    const ended = await moodwire(['run', await writeGraph(graph)]);
    expect(ended).toMatchObject({ code: 1, out: '' });
    expect(ended.err).toContain('leads out of the graph');
  });

  it('says what is wrong with the command line, and what to do', async () => {
    const graph = await writeGraph(COPY);
    expect(await moodwire(['run', graph, '--in', 'widht=3'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('Did you mean "width"?'),
    });
    expect(await moodwire(['run', graph, '--in', 'width'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('expected NAME=VALUE'),
    });
    expect(await moodwire(['run', graph, '--in', 'width=wide'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('"wide"'),
    });
    expect(await moodwire(['run', join(folder, 'none.json')])).toMatchObject({
      code: 1,
      err: expect.stringContaining('there is no such file'),
    });
    expect(await moodwire(['rum'])).toMatchObject({ code: 2 });
  });
});

describe('moodwire check', () => {
  it('finds nothing wrong with the graphs that ship', async () => {
    const names = (await readdir(join(ROOT, 'graphs'))).filter((name) => name.endsWith('.json'));
    expect(names.length).toBeGreaterThanOrEqual(2);
    const ended = await moodwire(['check', ...names.map((name) => join(ROOT, 'graphs', name))]);
    expect(ended).toMatchObject({ code: 0, err: '' });
  });

  it('prints every problem of every graph and ends with 1', async () => {
    const graph = structuredClone(COPY) as Record<string, unknown> & typeof COPY;
    graph.nodes.small.inputs.image = 'lod.image';
    graph.nodes.load.type = 'image/lode';
    const bad = await writeGraph(graph);
    const ended = await moodwire(['check', bad, join(folder, 'none.json')]);
    expect(ended.code).toBe(1);
    expect(ended.out).toContain('Did you mean "load"?');
    expect(ended.out).toContain('Did you mean "image/load"?');
    expect(ended.out).toContain('there is no such file');
    const json = await moodwire(['check', bad, '--json']);
    expect(JSON.parse(json.out.split('\n')[0]!)).toMatchObject({
      event: 'problem',
      node: 'load',
      code: 'unknown-node-type',
    });
  });
});

describe('moodwire nodes', () => {
  it('lists what can be wired, and shows one kind of node', async () => {
    const list = await moodwire(['nodes']);
    for (const type of ['image/load', 'emotion/eic-convert', 'latent/decode']) expect(list.out).toContain(type);
    const one = await moodwire(['nodes', 'emotion/eic-convert']);
    expect(one.out).toContain('amusement | awe');
    const json = eventsOf((await moodwire(['nodes', '--json'])).out);
    expect(json.map(({ event, type, cache }) => [event, type, cache])).toContainEqual(['node', 'image/save', 'never']);
    expect(await moodwire(['nodes', 'image/lood'])).toMatchObject({ code: 1 });
  });
});

describe('moodwire --help', () => {
  it.each(['edit', 'run', 'check', 'nodes'])('shows examples for %s', async (command) => {
    const { code, out } = await moodwire([command, '--help']);
    expect(code).toBe(0);
    expect(out).toMatch(/Examples?:/);
  });
});

it('the installed version is the package’s own', async () => {
  const { version } = JSON.parse(await readFile(join(ROOT, 'packages/server/package.json'), 'utf8'));
  expect((await moodwire(['--version'])).out.trim()).toBe(version);
});

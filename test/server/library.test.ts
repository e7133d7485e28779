import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildGraph, defineGraph, image, MoodwireError, text } from '@moodwire/engine';
import { grid, load, resize } from '@moodwire/nodes';
import { close, GraphError, loadGraph, RunError, run } from 'moodwire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from './moodwire.js';

const PHOTO = join(ROOT, 'examples/photos/rocket.jpg');

let folder: string;
/** Inside the workspace, so that its packages are found. */
const scripts = join(ROOT, 'node_modules', `library-${process.pid}`);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moodwire-library-'));
  process.env['MOODWIRE_CACHE_DIR'] = join(folder, 'cache');
  await mkdir(scripts);
  await cp(PHOTO, join(folder, 'photo.jpg'));
});
afterAll(async () => {
  await close();
  delete process.env['MOODWIRE_CACHE_DIR'];
  await rm(folder, { recursive: true, force: true });
  await rm(scripts, { recursive: true, force: true });
});

type Ended = { readonly stdout: string; readonly stderr: string; readonly code?: number };

/** Runs a program of these lines as a process, in the folder of the test. */
async function program(lines: string, cache = 'own'): Promise<Ended> {
  const script = join(scripts, 'program.mjs');
  await writeFile(script, `import { close, loadGraph, run } from 'moodwire';\n${lines}`);
  const env = { ...process.env, MOODWIRE_CACHE_DIR: join(folder, cache) };
  const options = { cwd: folder, env, timeout: 30_000 };
  return promisify(execFile)(process.execPath, [script], options).catch((error: Ended) => error);
}

/** A graph whose failures are of three kinds of node: one that fails, one that cannot run then, one that works. */
function failing() {
  const g = buildGraph('Failing');
  const gone = g.add('gone', load, { file: 'gone.jpg' });
  const lost = g.add('lost', load, { file: 'lost.jpg' });
  g.output('sheet', g.add('sheet', grid, { images: [gone.image, lost.image] }).image);
  g.output('photo', g.add('photo', load, { file: 'photo.jpg' }).image);
  return g.graph;
}

const smaller = defineGraph({
  title: 'Smaller',
  inputs: { photo: text(), width: resize.params.width },
  build: (g, { photo, width }) => g.add('small', resize, { image: g.add('load', load, { file: photo }).image, width }),
});

describe('a program', () => {
  it('ends by itself after its last line, with what was stored on disk', async () => {
    const lines = `
      const job = run(await loadGraph('describe'), { photo: 'photo.jpg' });
      for await (const event of job) console.log(event.event, event.node ?? '');
      console.log((await job).text);`;
    const first = await program(lines);
    expect(first).toMatchObject({ stdout: expect.stringMatching(/finished describe\n.*feels .*\n$/), stderr: '' });
    const second = await program(lines);
    expect(second.stdout).toBe(`planned \ncached describe\n${first.stdout.split('\n').at(-2)}\n`);
  });

  it('ends where it waits for nothing, where it cancels, and where it closes and goes on', async () => {
    const cached = await program(`run(await loadGraph('describe'), { photo: 'photo.jpg' });`, 'unheard');
    expect(cached).toEqual({ stdout: '', stderr: '' });
    const cancelled = await program(`
      const job = run(await loadGraph('describe'), { photo: 'photo.jpg' }, { cache: false });
      setTimeout(() => job.cancel(), 50);
      await job.catch((error) => console.log(error.name));`);
    expect(cancelled).toEqual({ stdout: 'AbortError\n', stderr: '' });
    const closed = await program(`
      const describe = await loadGraph('describe');
      for (let i = 0; i < 2; i++) {
        console.log(typeof (await run(describe, { photo: 'photo.jpg' }, { cache: false })).text);
        await close();
      }`);
    expect(closed).toEqual({ stdout: 'string\nstring\n', stderr: '' });
  });

  it('ends with the reason when a run fails and nobody catches it', async () => {
    const ended = await program(`await run(await loadGraph('describe'), { photo: 'none.jpg' });`);
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringMatching(/RunError: load: .*none\.jpg/) });
  });
});

describe('run', () => {
  it('gives typed outputs, what each target gave, and events at once or by a callback', async () => {
    const seen: string[] = [];
    const options = { onEvent: ({ event }: { event: string }) => void seen.push(event), events: 'at once' } as const;
    const job = run(smaller, { photo: PHOTO, width: 40 }, options);
    const width: number = (await job).image.width;
    expect(width).toBe(40);
    expect(seen[0]).toBe('planned');
    const whole = run(smaller, { photo: PHOTO }, { targets: ['load'] });
    expect(await whole).toEqual({});
    expect(await whole.nodes()).toMatchObject({ load: { image: { channels: 3 } } });
  });

  it('takes a picture itself where the graph takes one', async () => {
    const half = defineGraph({
      inputs: { photo: image() },
      build: (g, { photo }) => g.add('small', resize, { image: photo, width: 2 }),
    });
    const photo = { width: 4, height: 4, channels: 3, data: new Uint8Array(48) } as const;
    expect((await run(half, { photo })).image).toMatchObject({ width: 2, height: 2 });
    const loaded = await loadGraph(half);
    expect((await run(loaded, { photo })).image.width).toBe(2);
  });

  it('reads and writes files that the program names, wherever they lie, and others only in the graph’s folder', async () => {
    const saved = {
      format: 'moodwire.graph',
      version: 2,
      interface: { inputs: { photo: 'load.file', to: 'save.file' } },
    };
    const save = { type: 'image/save', inputs: { image: 'load.image' }, params: { file: 'out/made.png' } };
    await mkdir(join(folder, 'graphs'), { recursive: true });
    const file = join(folder, 'graphs/copy.json');
    const nodes = { load: { type: 'image/load', params: { file: '../photo.jpg' } }, save };
    await writeFile(file, JSON.stringify({ ...saved, nodes }));
    const copy = await loadGraph(file);
    await expect(run(copy)).rejects.toThrow('leads out of the graph');
    await expect(run(copy).nodes()).rejects.toThrow('leads out of the graph');
    const made = run(copy, { photo: PHOTO });
    await made;
    expect(await made.nodes()).toMatchObject({ save: { file: join(folder, 'graphs/out/made.png') } });
    const to = join(folder, 'elsewhere.png');
    expect(await run(copy, { photo: PHOTO, to }).nodes()).toMatchObject({ save: { file: to } });
  });

  it('throws every failure, with the path to its node, its message and what was thrown', async () => {
    const error: unknown = await run(failing(), undefined, { folder }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RunError);
    expect(error).toBeInstanceOf(MoodwireError);
    const { failures, outputs, message } = error as RunError;
    expect(failures.map(({ node }) => node).sort()).toEqual(['gone', 'lost']);
    for (const one of failures) {
      expect(message).toContain(`${one.node}: ${one.message}`);
      expect(one.error).toBeInstanceOf(MoodwireError);
    }
    expect(outputs).toMatchObject({ photo: { channels: 3 } });
  });

  it('throws at the end of the loop what awaiting it throws', async () => {
    const events: string[] = [];
    const loop = async (): Promise<void> => {
      for await (const { event } of run(failing(), undefined, { folder })) events.push(event);
    };
    await expect(loop()).rejects.toBeInstanceOf(RunError);
    expect(events.filter((event) => event === 'failed')).toHaveLength(2);
    const [first, late] = [run(smaller, { photo: PHOTO }), run(smaller, { photo: PHOTO })];
    for await (const _ of first) break;
    expect((await first).image.channels).toBe(3);
    await late;
    expect(() => late[Symbol.asyncIterator]()).toThrow('begin to read');
    expect(() => first[Symbol.asyncIterator]()).toThrow('once');
  });

  it('refuses inputs that the graph does not have, each with what it has', async () => {
    const wrong = run(await loadGraph('describe'), { phot: 'photo.jpg', strength: 1 });
    const error: unknown = await wrong.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(GraphError);
    expect((error as GraphError).problems).toHaveLength(2);
    expect((error as GraphError).message).toMatch(/"phot".*Did you mean "photo"\?\n.*"strength"/);
  });

  it('is cancelled by a signal, with its reason', async () => {
    const reason = new Error('enough');
    const job = run(smaller, { photo: PHOTO }, { signal: AbortSignal.abort(reason) });
    await expect(job).rejects.toBe(reason);
    const stopped = run(smaller, { photo: PHOTO, width: 41 });
    stopped.cancel();
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('loadGraph', () => {
  it('says everything that is wrong with a graph, in one error', async () => {
    const file = join(folder, 'bad.json');
    const nodes = { a: { type: 'image/lode' }, b: { type: 'image/resize', inputs: { image: 'c.image' } } };
    await writeFile(file, JSON.stringify({ format: 'moodwire.graph', version: 2, nodes }));
    const error: unknown = await loadGraph(file).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(GraphError);
    expect((error as GraphError).problems.length).toBeGreaterThanOrEqual(2);
    expect((error as GraphError).message).toMatch(/bad\.json: a.*Did you mean "image\/load"[\s\S]*bad\.json: b/);
    await expect(loadGraph('descibe')).rejects.toThrow('Did you mean "describe"?');
    await writeFile(file, '{ "format": ');
    await expect(loadGraph(file)).rejects.toThrow('bad.json: found text that is not JSON');
  });

  it('knows the nodes of packs when it is asked to, and only then', async () => {
    const pack = `import { defineNode, text } from '@moodwire/engine';
      export const pack = { name: 'mine', nodes: [defineNode({ type: 'my/word', title: 'Word', version: 1, summary: 'Says.',
        inputs: {}, params: {}, outputs: { word: text() }, runsOn: 'backend', run: () => ({ word: 'here' }) })] };`;
    await writeFile(join(folder, 'pack.mjs'), pack);
    await writeFile(join(folder, 'moodwire.config.mjs'), `export const packs = ['./pack.mjs'];`);
    const document = { format: 'moodwire.graph', version: 2, interface: { outputs: { word: 'word.word' } } };
    await writeFile(join(folder, 'word.json'), JSON.stringify({ ...document, nodes: { word: { type: 'my/word' } } }));
    const ended = await program(`
      console.log((await run(await loadGraph('word.json', { packs: true }))).word);
      await loadGraph('word.json').catch((error) => console.log(error.name, error.problems[0].code));`);
    expect(ended).toEqual({ stdout: 'here\nGraphError unknown-node-type\n', stderr: '' });
  });
});

describe('defineGraph', () => {
  it('refuses an input that is wired to nothing', () => {
    const build = (): unknown =>
      defineGraph({
        inputs: { photo: text(), width: resize.params.width },
        build: (g, { photo }) => g.add('a', load, { file: photo }),
      });
    expect(build).toThrow('the input "width" is wired to nothing');
  });

  it('sets one input in several places, and has the default of its own param', async () => {
    const two = defineGraph({
      inputs: { photo: text(), width: { ...resize.params.width, default: 30 } },
      build(g, { photo, width }) {
        const { image } = g.add('load', load, { file: photo });
        const first = g.add('first', resize, { image, width });
        return { first: first.image, second: g.add('second', resize, { image, width, height: 9, fit: 'exact' }).image };
      },
    });
    const widths = async (width?: number): Promise<number[]> => {
      const made = await run(two, width === undefined ? { photo: PHOTO } : { photo: PHOTO, width });
      return [made.first.width, made.second.width];
    };
    expect(await widths()).toEqual([30, 30]);
    expect(await widths(8)).toEqual([8, 8]);
  });
});

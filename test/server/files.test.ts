import { cp, link, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFileWhole, writeImage } from '@moodwire/nodes';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { moodwire, ROOT, start } from './moodwire.js';

const COFFEE = join(ROOT, 'examples/photos/coffee.png');

let folder: string;
let photo: string;
let graph: string;
const at = (name: string): string => join(folder, name);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moodwire-files-'));
  photo = at('photo.png');
  await cp(COFFEE, photo);
  graph = await writeGraph({ photo: 'load.file' }, { image: 'save.image', file: 'save.file', raw: 'small.image' });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function writeGraph(inputs: object, outputs: object, saveParams: object = {}): Promise<string> {
  const nodes = {
    load: { type: 'image/load' },
    small: { type: 'image/resize', inputs: { image: 'load.image' }, params: { width: 20 } },
    save: { type: 'image/save', inputs: { image: 'small.image' }, params: { file: 'saved.png', ...saveParams } },
  };
  await writeFile(
    at('graph.json'),
    JSON.stringify({ format: 'moodwire.graph', version: 2, interface: { inputs, outputs }, nodes }),
  );
  return at('graph.json');
}

/** Runs the app in the test's folder; what it refuses it says in one line, and it leaves all files as they were. */
async function refused(args: readonly string[], code: number, message: string | RegExp): Promise<void> {
  const before = await readdir(folder, { recursive: true });
  const ended = await moodwire(args, folder);
  expect(ended).toMatchObject({ code, out: '' });
  expect(ended.err).toMatch(message);
  expect(ended.err.trim().split('\n')).toHaveLength(1);
  expect(await readdir(folder, { recursive: true })).toEqual(before);
  expect(await readFile(photo)).toEqual(await readFile(COFFEE));
}

describe('a file that is read', () => {
  it('is never written to, under whatever name', async () => {
    await symlink(photo, at('symlink.png'));
    await link(photo, at('hardlink.png'));
    for (const name of ['photo.png', './photo.png', 'symlink.png', 'hardlink.png']) {
      const message = /is read by this command; name another file/;
      await refused(['edit', 'photo.png', '-e', 'awe', '-q', '-o', name, '--force'], 1, message);
      await refused(['run', graph, '-q', '--in', 'photo=photo.png', '--out', `image=${name}`], 1, message);
    }
    await refused(['run', graph, '--out', 'image=graph.json.png', '--in', 'photo=graph.json.png', '-q'], 1, 'is read');
  });

  it('is not replaced by another photo of the same command', async () => {
    await cp(COFFEE, at('photo-awe.png'));
    await refused(['edit', 'photo.png', 'photo-awe.png', '-e', 'awe', '-q', '--force'], 1, 'is read by this command');
  });

  it('is not written to by a hostile graph', async () => {
    await writeGraph({ photo: 'save.file' }, {}, { existing: 'replace' });
    await refused(['run', graph, '-q', '--in', 'photo=photo.png'], 1, 'names a file to write; use --out');
    await writeGraph({ photo: 'load.file' }, { image: 'save.image' }, { existing: 'replace', file: 'photo.png' });
    await refused(['run', graph, '-q', '--in', 'photo=photo.png'], 1, 'was given to be read');
  });
});

describe('what is written', () => {
  it('is refused before the run where it can not be', async () => {
    await mkdir(at('album'));
    const run = ['run', graph, '-q', '--in', 'photo=photo.png'];
    await refused([...run, '--out', 'image=none/a.png'], 1, 'does not exist; make it');
    await refused([...run, '--out', 'file=none/a.txt'], 1, 'does not exist; make it');
    await refused([...run, '--out', 'file=album'], 1, 'album is a folder');
    await refused([...run, '--out', 'image=a.bmp'], 1, /ends in \.bmp/);
    await refused([...run, '--out', 'file=a.png'], 1, 'it is text, no picture');
    await refused([...run, '--out', 'image=a.png', '--only', 'load'], 2, 'add --only save');
    await refused([...run, '--out', 'image=a.png', '--out', 'image=b.png'], 2, 'given twice');
    await refused([...run, '--out', 'image=a.png', '--out', 'raw=./a.png'], 2, 'another output goes to');
    await refused([...run, '--in', 'photo=photo.png'], 2, 'given twice');
    await refused(['edit', 'photo.png', '-e', 'awe', '-q', '-o', 'a.bmp'], 1, /ends in \.bmp/);
    await refused(['edit', 'photo.png', '-e', 'awe', '-q', '-o', 'none/a.png'], 1, 'does not exist; make it');
  });

  it('is a picture only where an output is one, and a text where it is text', async () => {
    const ended = await moodwire(
      ['run', graph, '-q', '--in', 'photo=photo.png', '--out', 'file=where.txt', '--out', 'raw=raw.webp'],
      folder,
    );
    expect(ended.code).toBe(0);
    expect(await readFile(at('where.txt'), 'utf8')).toBe(`${at('saved.png')}\n`);
    expect((await sharp(at('raw.webp')).metadata()).width).toBe(20);
  });

  it('is not there at all after a cancel, and what was there before still is', async () => {
    const noise = { width: 2000, height: 2000, channels: 3 as const, data: new Uint8Array(12e6).fill(7) };
    for (const overwrite of ['number', 'replace'] as const) {
      const picture = new AbortController();
      const writing = writeImage(noise, photo, { overwrite, signal: picture.signal });
      setTimeout(() => picture.abort(new Error('cancelled')), 20);
      await expect(writing).rejects.toThrow('cancelled');
      const text = AbortSignal.abort(new Error('cancelled'));
      await expect(writeFileWhole(photo, 'text', { overwrite, signal: text })).rejects.toThrow('cancelled');
    }
    expect((await readdir(folder)).sort()).toEqual(['graph.json', 'photo.png']);
    expect(await readFile(photo)).toEqual(await readFile(COFFEE));
  });

  it('says when the folder of a graph can not be made', async () => {
    await writeGraph({ photo: 'load.file' }, { image: 'save.image' }, { file: 'photo.png/x/y.png' });
    await refused(['run', graph, '-q', '--in', 'photo=photo.png'], 1, "its folder can't be made");
  });
});

describe('names that mean something else to JavaScript', () => {
  it.each(['constructor', '__proto__', 'toString'])('%s is an unknown input as any other', async (name) => {
    await refused(['run', 'affective-edit', '-q', '--in', `${name}=1`], 1, `an input "${name}"`);
  });
});

describe('an interface input that takes a picture', () => {
  it('is not given the name of one', async () => {
    await writeGraph({ picture: 'small.image' }, {});
    await refused(['run', graph, '-q', '--in', 'picture=photo.png'], 1, '--in picture: it takes image');
  });
});

describe('edit', () => {
  it('takes the shipped graph whatever lies in the current folder, and makes the folder that -o names', async () => {
    await mkdir(at('affective-edit'));
    const ended = await moodwire(['edit', 'photo.png', '-e', 'awe', '-q', '-o', 'edited/'], folder);
    expect(ended).toMatchObject({ code: 0, err: '' });
    expect(await readdir(at('edited'))).toEqual(['photo-awe.png']);
  });

  it('keeps both of two photos of one name, with --force too, and says of each event which photo it is of', async () => {
    for (const name of ['a', 'b']) {
      await mkdir(at(name));
      await cp(COFFEE, at(`${name}/x.png`));
    }
    const args = ['edit', 'a/x.png', 'b/x.png', 'none.png', '-e', 'awe', '--force', '--json', '-o', 'out/'];
    const { code, out } = await moodwire(args, folder);
    expect(code).toBe(1);
    expect((await readdir(at('out'))).sort()).toEqual(['x-awe-2.png', 'x-awe.png']);
    const events = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.pop()).toEqual({ event: 'error', message: '1 of 3 photos failed' });
    expect(new Set(events.map((event) => event.photo))).toEqual(new Set(['a/x.png', 'b/x.png', 'none.png']));
    expect(events.at(-1)).toMatchObject({
      event: 'error',
      message: expect.stringMatching(/^none\.png was/),
    });
  });

  it('names a photo that failed once, its name in one line', async () => {
    const { err } = await moodwire(['edit', 'no\nn\x1be.png', '-e', 'awe'], folder);
    await refused(['run', 'no\nne.json'], 1, /no\\x0ane\.json: there is no such file/);
    await refused(['run', graph, '-q', '--out', 'image=no\nne'], 1, /no\\x0ane has no suffix/);
    expect(err.match(/was not found/g)).toHaveLength(1);
    expect(err.trim().split('\n').at(-1)).toMatch(/^moodwire: no\\x0an\\x1be\.png was/);
  });
});

describe('a shipped graph', () => {
  it('writes under the current folder, and its values where they are told', async () => {
    const args = ['run', 'affective-edit', '--in', 'photo=photo.png', '-q'];
    const outs = ['--out', 'source=source.json', '--out', 'mask=mask.png'];
    expect(await moodwire([...args, ...outs], folder)).toMatchObject({ code: 0 });
    expect(await readdir(at('output'))).toEqual(['affective-edit.png']);
    expect(JSON.parse(await readFile(at('source.json'), 'utf8'))).toHaveProperty('name');
    expect(await sharp(at('mask.png')).metadata()).toMatchObject({ channels: 1, depth: 'uchar' });
    expect(await moodwire([...args, '--out', 'mask=mask.json'], folder)).toMatchObject({ code: 0 });
    const mask = JSON.parse(await readFile(at('mask.json'), 'utf8'));
    expect(mask.data).toHaveLength(mask.width * mask.height);
  });
});

describe('--json', () => {
  it('says all in JSON lines, problems and errors too', async () => {
    const problems = async (args: string[]) => (await moodwire([...args, '--json'], folder)).out.trim().split('\n');
    await writeGraph({ photo: 'load.fil' }, {});
    const said = (await problems(['run', graph])).map((line) => JSON.parse(line));
    expect(said).toEqual([
      expect.objectContaining({ event: 'problem', graph, code: 'bad-interface' }),
      { event: 'error', message: expect.any(String) },
    ]);
    for (const args of [['run', 'none.json'], ['run'], ['edit', 'photo.png', '-e', 'awful'], ['nodes', 'none']]) {
      const [line] = await problems(args);
      expect(JSON.parse(line!)).toMatchObject({ event: 'error' });
    }
  });

  it.each([
    ['a run', ['run', 'affective-edit', '--in', `photo=${COFFEE}`, '--json']],
    ['a list', ['nodes', '--json']],
  ])('ends %s quietly when nobody reads on', async (_what, args) => {
    const { child, ended } = start(args, folder);
    child.stdout!.once('data', () => child.stdout!.destroy());
    const { code, err } = await ended;
    expect(err).toBe('');
    expect([0, 130]).toContain(code);
    expect((await readdir(folder)).sort()).toEqual(['graph.json', 'photo.png']);
  });
});

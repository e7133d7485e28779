import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { moodwire, ROOT } from './moodwire.js';

let root: string;
let folder: string;
let count = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'moodwire-edit-'));
});
beforeEach(async () => {
  folder = join(root, String(count++));
  await mkdir(folder);
});
afterAll(() => rm(root, { recursive: true, force: true }));

const sample = (name: string): string => join(ROOT, 'examples/photos', name);

async function copyOf(name: string): Promise<string> {
  await cp(sample(name), join(folder, name));
  return join(folder, name);
}

const pixels = (file: string): Promise<Buffer> => sharp(file).raw().toBuffer();

/** Mean absolute difference of two pictures of one size, in levels of 255. */
async function difference(a: string, b: string): Promise<number> {
  const [left, right] = await Promise.all([pixels(a), pixels(b)]);
  expect(left.length).toBe(right.length);
  return left.reduce((sum, value, i) => sum + Math.abs(value - right[i]!), 0) / left.length;
}

describe('moodwire edit', () => {
  it('writes the edit beside the photo, says where, and leaves the photo as it was', async () => {
    const photo = await copyOf('coffee.png');
    const before = await readFile(photo);
    const { code, out, err } = await moodwire(['edit', photo, '--emotion', 'awe']);
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining(join(folder, 'coffee-awe.png')) });
    expect(err).toMatch(/✓ denoise/);
    expect(await readFile(photo)).toEqual(before);
    expect((await readdir(folder)).sort()).toEqual(['coffee-awe.png', 'coffee.png']);
    expect(await difference(photo, join(folder, 'coffee-awe.png'))).toBeGreaterThan(4);
  });

  it('never writes over what is there, unless it is told to', async () => {
    const photo = await copyOf('chelsea.png');
    const args = ['edit', photo, '-e', 'fear', '-q'];
    await moodwire(args);
    const first = await readFile(join(folder, 'chelsea-fear.png'));
    await moodwire(args);
    expect((await readdir(folder)).sort()).toEqual(['chelsea-fear-2.png', 'chelsea-fear.png', 'chelsea.png']);
    expect(await readFile(join(folder, 'chelsea-fear-2.png'))).toEqual(first);
    await moodwire([...args, '--force', '--strength', '0.5']);
    expect(await readdir(folder)).toHaveLength(3);
    expect(await readFile(join(folder, 'chelsea-fear.png'))).not.toEqual(first);
  });

  it('edits several photos into a folder, and goes on past one that is broken', async () => {
    const photos = [await copyOf('coffee.png'), join(folder, 'broken.jpg'), await copyOf('rocket.jpg')];
    await writeFile(photos[1]!, 'no photo at all');
    const target = join(folder, 'out');
    await mkdir(target);
    const ended = await moodwire(['edit', ...photos, '-e', 'sadness', '-o', target, '-q']);
    expect(ended.code).toBe(1);
    expect(ended.err).toContain('broken.jpg');
    expect((await readdir(target)).sort()).toEqual(['coffee-sadness.png', 'rocket-sadness.jpg']);
  });

  it('gives the same bytes for the same seed and others for another', async () => {
    const photo = await copyOf('chelsea.png');
    const to = (name: string, seed: number) =>
      moodwire(['edit', photo, '-e', 'awe', '-q', '--seed', String(seed), '-o', join(folder, name)]);
    await Promise.all([to('a.png', 1), to('b.png', 1)]);
    await to('c.png', 2);
    expect(await readFile(join(folder, 'a.png'))).toEqual(await readFile(join(folder, 'b.png')));
    expect(await readFile(join(folder, 'a.png'))).not.toEqual(await readFile(join(folder, 'c.png')));
  });

  it('copies the file at strength 0, and keeps every pixel in another format', async () => {
    const photo = await copyOf('rocket.jpg');
    const same = await moodwire(['edit', photo, '-e', 'awe', '-s', '0', '-q', '--no-workflow']);
    expect(same.code).toBe(0);
    expect(await readFile(join(folder, 'rocket-awe.jpg'))).toEqual(await readFile(photo));
    await moodwire(['edit', photo, '-e', 'awe', '-s', '0', '-q', '-o', join(folder, 'lossless.png')]);
    expect(await pixels(join(folder, 'lossless.png'))).toEqual(await pixels(photo));
  });

  it('turns a photo upright and keeps its EXIF, or leaves it out with --strip', async () => {
    const photo = join(folder, 'turned.jpg');
    const gps = { IFD0: { Make: 'Camera' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' } };
    await sharp(sample('rocket.jpg')).withExif(gps).withMetadata({ orientation: 6 }).toFile(photo);
    const upright = await sharp(photo).metadata();
    for (const flags of [[], ['--strip']]) {
      const out = join(folder, `out${flags.length}.jpg`);
      expect(await moodwire(['edit', photo, '-e', 'contentment', '-q', '-o', out, ...flags])).toMatchObject({
        code: 0,
      });
      const made = await sharp(out).metadata();
      expect([made.width, made.height]).toEqual([upright.autoOrient.width, upright.autoOrient.height]);
      expect(made.exif?.includes('Camera') ?? false).toBe(flags.length === 0);
    }
  });

  it('leaves alpha, depth and tiny sizes as they are', async () => {
    const alpha = join(folder, 'alpha.png');
    await sharp(sample('coffee.png')).resize(90, 60).ensureAlpha(0.4).png().toFile(alpha);
    const deep = join(folder, 'deep.png');
    await sharp(sample('coffee.png')).resize(90, 60).toColourspace('rgb16').png().toFile(deep);
    const tiny = join(folder, 'tiny.png');
    await sharp(sample('coffee.png')).resize(8, 8, { fit: 'fill' }).png().toFile(tiny);
    const grey = join(folder, 'grey.jpg');
    await sharp(sample('coffee.png')).resize(90, 60).greyscale().jpeg().toFile(grey);
    expect(await moodwire(['edit', alpha, deep, tiny, grey, '-e', 'anger', '-q'])).toMatchObject({ code: 0 });
    const alphaOf = (file: string) => sharp(file).extractChannel('alpha').raw().toBuffer();
    expect(await alphaOf(join(folder, 'alpha-anger.png'))).toEqual(await alphaOf(alpha));
    expect(await sharp(join(folder, 'deep-anger.png')).metadata()).toMatchObject({ depth: 'ushort' });
    expect(await sharp(join(folder, 'tiny-anger.png')).metadata()).toMatchObject({ width: 8, height: 8 });
    expect(await sharp(join(folder, 'grey-anger.jpg')).metadata()).toMatchObject({ channels: 3 });
  });

  it.each([
    ['a text file', 'notes.jpg', 'these are notes'],
    ['an empty file', 'empty.png', ''],
  ])('refuses %s in one line that names it, and writes nothing', async (_what, name, content) => {
    await writeFile(join(folder, name), content);
    const ended = await moodwire(['edit', join(folder, name), '-e', 'awe', '-q']);
    expect(ended).toMatchObject({ code: 1, out: '' });
    expect(ended.err.trim().split('\n')).toHaveLength(1);
    expect(ended.err).toContain(name);
    expect(await readdir(folder)).toEqual([name]);
  });

  it('refuses a folder, a missing photo and a target that cannot be written, each in one line', async () => {
    const photo = await copyOf('coffee.png');
    const edits = [
      ['edit', folder, '-e', 'awe', '-q'],
      ['edit', join(folder, 'cofee.png'), '-e', 'awe', '-q'],
      ['edit', photo, '-e', 'awe', '-q', '-o', join(photo, 'below-a-file.png')],
    ];
    for (const args of edits) {
      const ended = await moodwire(args);
      expect(ended).toMatchObject({ code: 1, out: '' });
      expect(ended.err.trim().split('\n')).toHaveLength(1);
    }
    expect((await moodwire(edits[1]!)).err).toContain('coffee.png');
    expect(await readdir(folder)).toEqual(['coffee.png']);
  });

  it('ends with 2 for an emotion that it does not know', async () => {
    const ended = await moodwire(['edit', sample('coffee.png'), '-e', 'sadnes']);
    expect(ended).toMatchObject({ code: 2, err: expect.stringContaining('Did you mean "sadness"?') });
  });
});

describe('the graphs that ship', () => {
  it('affective-edit runs with inputs and writes its output where it is told', async () => {
    const out = join(folder, 'out.jpg');
    const inputs = ['--in', `photo=${sample('astronaut.png')}`, '--in', 'emotion=sadness', '--in', 'strength=.7'];
    const args = ['run', join(ROOT, 'graphs/affective-edit.json'), ...inputs, '--out', `image=${out}`];
    expect(await moodwire(args)).toMatchObject({ code: 0, out: expect.stringContaining(out) });
    const astronaut = await sharp(sample('astronaut.png')).metadata();
    expect(await sharp(out).metadata()).toMatchObject({
      format: 'jpeg',
      width: astronaut.width,
      height: astronaut.height,
    });
  });

  it('emotion-sheet makes one picture of all eight emotions', async () => {
    const out = join(folder, 'sheet.png');
    const args = ['run', 'emotion-sheet', '--in', `photo=${sample('rocket.jpg')}`, '--out', `image=${out}`, '--json'];
    const ended = await moodwire(args);
    expect(ended.code).toBe(0);
    const events = ended.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const labelled = events.filter(({ event, node }) => event === 'finished' && node.startsWith('label-'));
    expect(labelled).toHaveLength(8);
    const sheet = await sharp(out).metadata();
    expect(sheet.width).toBeGreaterThan(3 * 640);
  });
});

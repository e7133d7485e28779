import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeImage, encodeImage, workflowIn, writeImage } from '@moodwire/nodes';
import fc from 'fast-check';
import sharp from 'sharp';
import { beforeEach, describe, expect, test } from 'vitest';
import { freshFolder } from './folder.js';
import { moodwire, ROOT } from './moodwire.js';

const PHOTO = join(ROOT, 'examples/photos/coffee.png');
const FORMATS = ['png', 'jpg', 'webp'] as const;

const folder = freshFolder();
let env: NodeJS.ProcessEnv = {};
beforeEach(async () => {
  env = { MOODWIRE_DATA_DIR: join(folder.path, 'data'), MOODWIRE_CACHE_DIR: join(folder.path, 'cache') };
  await mkdir(join(folder.path, 'private'));
  await copyFile(PHOTO, at('private/coffee.png'));
});
const at = (name: string): string => join(folder.path, name);
const run = (...args: string[]) => moodwire(args, folder.path, { env });
const pixels = (name: string): Promise<Buffer> => sharp(at(name)).raw().toBuffer();
const formatOf = (suffix: string): string => (suffix === 'jpg' ? 'jpeg' : suffix);
const carried = async (name: string): Promise<string | undefined> =>
  workflowIn(await readFile(at(name)), formatOf(name.split('.').at(-1)!));

describe('a picture that Moodwire saved', () => {
  test.each(FORMATS)(
    'carries the graph that made it, and is made again from it with the same pixels: %s',
    async (suffix) => {
      const made = await run(
        'edit',
        'private/coffee.png',
        '-e',
        'awe',
        '-s',
        '.7',
        '--seed',
        '5',
        '-o',
        `made.${suffix}`,
      );
      expect(made.code).toBe(0);
      const text = (await carried(`made.${suffix}`))!;
      expect(text).toMatch(/^[\x20-\x7e]+$/);
      const graph = JSON.parse(text);
      const digest = 'cc02f8ca188b167c775a7101b5d767d1e71792cf762c33d6fa15a4599b5a8de7';
      expect(graph.nodes.load.params.file).toBe(`${digest}/coffee.png`);
      expect(graph.nodes.save.params ?? {}).not.toHaveProperty('file');
      expect(graph.nodes.save.params ?? {}).not.toHaveProperty('existing');
      expect(graph.nodes).toMatchObject({
        eic: { params: { target: 'awe' } },
        decode: { params: { strength: 0.7 } },
        denoise: { params: { seed: 5 } },
      });
      expect(text).not.toContain('private');
      expect(text).not.toContain(folder.path);

      await rm(at('private'), { recursive: true });
      await rm(at('cache'), { recursive: true });
      const again = await run('run', `made.${suffix}`, '--out', 'image=again.png', '--out', 'mask=mask.png');
      expect(again).toMatchObject({ code: 0 });
      // What is lossy was encoded from the same pixels.
      expect((await run('run', `made.${suffix}`, '--out', `image=twice.${suffix}`)).code).toBe(0);
      expect(await pixels(`twice.${suffix}`)).toEqual(await pixels(`made.${suffix}`));
      if (suffix === 'png') expect(await pixels('again.png')).toEqual(await pixels('made.png'));
      // And what was made again carries it on, as do pictures that no node saved.
      for (const name of ['again.png', 'mask.png']) expect(JSON.parse((await carried(name))!)).toEqual(graph);
    },
  );

  test('asks for what it was made of by name and hash where that is not here', async () => {
    await run('edit', 'private/coffee.png', '-e', 'awe', '-o', 'made.png');
    env = { ...env, MOODWIRE_DATA_DIR: at('elsewhere'), MOODWIRE_CACHE_DIR: at('other-cache') };
    const lost = await run('run', 'made.png', '--out', 'image=again.png');
    expect(lost.code).toBe(1);
    expect(lost.err).toMatch(
      /coffee\.png \(SHA-256 cc02f8ca[0-9a-f]{56}\) is not in the file store: give it with --in/,
    );
    const given = await run('run', 'made.png', '--in', 'photo=private/coffee.png', '--out', 'image=again.png');
    expect(given.code).toBe(0);
    expect(await pixels('again.png')).toEqual(await pixels('made.png'));
  });

  test('carries nothing, and leaves no copy of the photo, when that is not wanted', async () => {
    await run('edit', 'private/coffee.png', '-e', 'awe', '-o', 'made.png', '--no-workflow');
    expect(await carried('made.png')).toBeUndefined();
    expect(await readdir(at('data/files')).catch(() => [])).toEqual([]);
    const refused = await run('run', 'made.png');
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('a picture that carries no graph') });
    await folder.write({
      'graph.json': JSON.stringify({
        format: 'moodwire.graph',
        version: 2,
        nodes: {
          load: { type: 'image/load', params: { file: 'private/coffee.png' } },
          save: {
            type: 'image/save',
            inputs: { image: 'load.image' },
            params: { file: 'x.png', workflow: 'leave out' },
          },
        },
        interface: { outputs: { image: 'save.image' } },
      }),
    });
    expect((await run('run', 'graph.json')).code).toBe(0);
    expect(await carried('x.png')).toBeUndefined();
  });

  test('is checked as any graph is', async () => {
    await run('edit', 'private/coffee.png', '-e', 'awe', '-o', 'made.webp');
    expect(await run('check', 'made.webp')).toMatchObject({ code: 0, out: 'made.webp: no problems\n' });
  });

  test('reads nothing that lies beside it, and writes over nothing', async () => {
    const hostile = {
      format: 'moodwire.graph',
      version: 2,
      nodes: {
        load: { type: 'image/load', params: { file: 'private/coffee.png' } },
        save: {
          type: 'image/save',
          inputs: { image: 'load.image' },
          params: { file: 'mine.png', existing: 'replace' },
        },
      },
      interface: { outputs: { image: 'save.image' } },
    };
    const bare = await encodeImage({ width: 1, height: 1, channels: 3, data: new Uint8Array(3) }, 'png', {
      workflow: JSON.stringify(hostile),
    });
    await writeFile(at('hostile.png'), bare);
    await writeFile(at('mine.png'), 'mine');
    expect(await run('run', 'hostile.png')).toMatchObject({ code: 1 });
    const readable = {
      ...hostile,
      nodes: { ...hostile.nodes, load: { type: 'image/load', params: { file: 'photos/coffee.jpg' } } },
    };
    await writeFile(
      at('hostile.png'),
      await encodeImage({ width: 1, height: 1, channels: 3, data: new Uint8Array(3) }, 'png', {
        workflow: JSON.stringify(readable),
      }),
    );
    expect((await run('run', 'hostile.png')).code).toBe(0);
    expect(await readFile(at('mine.png'), 'utf8')).toBe('mine');
  });
});

describe('the graph in a picture', () => {
  const image = { width: 40, height: 30, channels: 3, data: new Uint8Array(3600).fill(99) } as const;

  test('comes out as it went in, whatever its signs and however long: also beyond a segment of JPEG', async () => {
    const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary', maxLength: 300 }));
    await fc.assert(
      fc.asyncProperty(
        text,
        fc.constantFrom(0, 10, 70_000, 300_000),
        fc.constantFrom('png', 'jpeg', 'webp'),
        async (title, extra, format) => {
          const graph = { format: 'moodwire.graph', title, description: '<&>"\'é🙂 '.repeat(extra / 10) };
          const bytes = await encodeImage(image, format as 'png', { workflow: JSON.stringify(graph) });
          expect(JSON.parse(workflowIn(bytes, format)!)).toEqual(graph);
          expect((await sharp(bytes).raw().toBuffer()).length).toBe(3600);
          expect((await sharp(bytes).metadata()).format).toBe(format);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('is found or not found, but never harms, in pictures that are damaged', async () => {
    const graph = JSON.stringify({ format: 'moodwire.graph', description: 'x'.repeat(70_000) });
    const pictures = await Promise.all(
      (['png', 'jpeg', 'webp'] as const).map(
        async (format) => [format, await encodeImage(image, format, { workflow: graph })] as const,
      ),
    );
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      byte: fc.integer({ min: 0, max: 255 }),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...pictures),
        fc.array(change, { minLength: 1, maxLength: 20 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
        ([format, bytes], changes, cut, isCut) => {
          const damaged = Buffer.from(bytes);
          for (const { at, byte } of changes) damaged[Math.floor(at * at * (damaged.length - 1))] = byte;
          const read = workflowIn(isCut ? damaged.subarray(0, Math.floor(cut * damaged.length)) : damaged, format);
          expect(read === undefined || typeof read === 'string').toBe(true);
        },
      ),
      { numRuns: 3000 },
    );
  });

  test('is not inflated beyond what a graph may weigh', async () => {
    const { deflateSync, crc32 } = await import('node:zlib');
    const bomb = deflateSync(Buffer.alloc(200 * 2 ** 20));
    const data = Buffer.concat([Buffer.from('moodwire\0\0', 'latin1'), bomb]);
    const chunk = Buffer.alloc(data.length + 12);
    chunk.writeUInt32BE(data.length, 0);
    chunk.write('zTXt', 4, 'latin1');
    chunk.set(data, 8);
    chunk.writeUInt32BE(crc32(chunk.subarray(4, data.length + 8)), data.length + 8);
    const png = await encodeImage(image, 'png');
    const before = process.memoryUsage().arrayBuffers;
    expect(workflowIn(Buffer.concat([png.subarray(0, 33), chunk, png.subarray(33)]), 'png')).toBeUndefined();
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50 * 2 ** 20);
  });

  test('stands beside what the photographer wrote in XMP, but for where', async () => {
    const xmp =
      '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="51,30.5N" dc:title="Mine"><exif:GPSLongitude>0,7W</exif:GPSLongitude></rdf:Description></rdf:RDF></x:xmpmeta>';
    for (const format of ['jpeg', 'webp'] as const) {
      await sharp(PHOTO)
        .resize(64)
        .withXmp(xmp)
        .toFormat(format)
        .toFile(at(`mine.${format}`));
      const image = await decodeImage(at(`mine.${format}`));
      await writeImage(image, at(`out.${format}`), { overwrite: 'replace', workflow: '{"format":"moodwire.graph"}' });
      const { xmp: kept } = await sharp(at(`out.${format}`)).metadata();
      expect(kept?.toString()).toContain('dc:title="Mine"');
      expect(kept?.toString()).not.toMatch(/GPS|51,30|0,7W/);
      expect(workflowIn(await readFile(at(`out.${format}`)), format)).toBe('{"format":"moodwire.graph"}');
    }
  });
});

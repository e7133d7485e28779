import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { pictureGraph } from '../../../packages/editor/src/files/picture-graph.js';
import { setWorkflow } from '../../../packages/nodes/src/image/workflow.js';

const FORMATS = ['png', 'jpeg', 'webp'] as const;
const small = JSON.stringify({ format: 'moodwire.graph', version: 2, title: '감정 <b>&amp;', nodes: {} });
const large = JSON.stringify({ format: 'moodwire.graph', version: 2, nodes: {}, text: 'long '.repeat(60_000) });

const plain = new Map<string, Buffer>();
beforeAll(async () => {
  for (const format of FORMATS) {
    const picture = sharp({ create: { width: 30, height: 21, channels: 3, background: '#369' } });
    plain.set(format, await picture.toFormat(format).toBuffer());
  }
});

test.each(FORMATS)('a graph is read from a %s that Moodwire wrote', async (format) => {
  const picture = await setWorkflow(plain.get(format)!, format, small);
  expect(JSON.parse((await pictureGraph(picture))!)).toEqual(JSON.parse(small));
});

test.each(FORMATS)('a long graph is read from a %s, over several segments where it needs them', async (format) => {
  const picture = await setWorkflow(plain.get(format)!, format, large);
  expect(JSON.parse((await pictureGraph(picture))!)).toEqual(JSON.parse(large));
});

test.each(FORMATS)('a %s without a graph has none', async (format) => {
  expect(await pictureGraph(plain.get(format)!)).toBeUndefined();
});

test('other files have none', async () => {
  expect(await pictureGraph(new Uint8Array())).toBeUndefined();
  expect(await pictureGraph(new TextEncoder().encode('<moodwire:graph>{}</moodwire:graph>'))).toBeUndefined();
  expect(await pictureGraph(await sharp(plain.get('png')!).gif().toBuffer())).toBeUndefined();
});

/** A PNG with a chunk put behind its header. */
function withChunk(type: string, data: Buffer): Buffer {
  const png = plain.get('png')!;
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([
    png.subarray(0, 33),
    length,
    Buffer.from(type, 'latin1'),
    data,
    Buffer.alloc(4),
    png.subarray(33),
  ]);
}

test('international and packed texts of a PNG are read', async () => {
  const text = Buffer.from(small);
  expect(await pictureGraph(withChunk('iTXt', Buffer.concat([Buffer.from('moodwire\0\0\0en\0\0'), text])))).toBe(small);
  const flagged = Buffer.from('moodwire\0\x01\0en\0\0');
  expect(await pictureGraph(withChunk('iTXt', Buffer.concat([flagged, deflateSync(text)])))).toBe(small);
  expect(await pictureGraph(withChunk('zTXt', Buffer.concat([Buffer.from('moodwire\0\0'), deflateSync('{}')])))).toBe(
    '{}',
  );
});

test('a text that would unpack to more than eight megabytes is none', async () => {
  const bomb = Buffer.concat([Buffer.from('moodwire\0\0'), deflateSync(Buffer.alloc(60 * 2 ** 20))]);
  expect(await pictureGraph(withChunk('zTXt', bomb))).toBeUndefined();
});

test('damaged pictures never throw', async () => {
  for (const format of FORMATS) {
    const picture = await setWorkflow(plain.get(format)!, format, format === 'jpeg' ? large : small);
    await fc.assert(
      fc.asyncProperty(fc.nat(600), fc.nat(255), fc.nat(picture.length), async (at, value, end) => {
        const broken = Uint8Array.from(picture.subarray(0, end));
        broken[Math.min(12 + at, broken.length)] = value;
        const text = await pictureGraph(broken);
        expect(text === undefined || typeof text === 'string').toBe(true);
      }),
      { numRuns: 60 },
    );
  }
});

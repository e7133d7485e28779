import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { MoodwireError } from '@moodwire/engine';
import { decodeImage } from '@moodwire/nodes';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { COFFEE, samples, scratch } from './pictures.js';

const at = scratch();

/** The one line that a file's opening fails with. */
async function failure(name: string, bytes?: Uint8Array | string): Promise<string> {
  if (bytes !== undefined) await writeFile(at(name), bytes);
  const error = await decodeImage(at(name)).then(
    () => new Error(`${name} opened`),
    (cause: Error) => cause,
  );
  expect(error.message).not.toBe(`${name} opened`);
  expect(error).toBeInstanceOf(MoodwireError);
  expect(error.message).not.toContain('\n');
  expect(error.message).toContain(name);
  return error.message;
}

test('a misspelt name is answered with the nearest one', async () => {
  await writeFile(at('coffee.png'), 'x');
  await writeFile(at('rocket.jpg'), 'x');
  expect(await failure('cofee.png')).toContain('did you mean coffee.png?');
  expect(await failure('entirely-different.webp')).not.toContain('did you mean');
});

test('a missing folder is said to be missing', async () => {
  expect(await failure('photo.jpg')).toContain('not found');
  await expect(decodeImage(at('nowhere/photo.jpg'))).rejects.toThrow(/folder .*nowhere does not exist/);
});

test('a folder is not a photo', async () => {
  await mkdir(at('album.jpg'));
  expect(await failure('album.jpg')).toContain('is a folder');
});

test('a file of 0 bytes is said to be empty', async () => {
  expect(await failure('hollow.jpg', '')).toContain('is empty');
});

test('text named .jpg is said to be text', async () => {
  expect(await failure('note.jpg', 'Dear diary,\ntoday I took no photo.\n')).toContain('holds text');
});

test('an SVG is a drawing, whatever its name', async () => {
  const svg = '<?xml version="1.0"?>\n<!-- hello -->\n<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';
  expect(await failure('sketch.png', svg)).toContain('a drawing, not a photo');
});

test('other kinds of file are named', async () => {
  expect(await failure('paper.jpg', '%PDF-1.7 …')).toContain('a PDF document');
  expect(await failure('phone.jpg', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'))).toContain('HEIC');
  expect(await failure('noise.jpg', Buffer.from(samples(5000, 8)))).toContain('no known kind of picture');
  const tiff = await sharp(COFFEE).resize(8).tiff({ compression: 'none' }).toBuffer();
  expect(await failure('camera.NEF', tiff)).toContain("a camera's raw data");
});

for (const format of ['jpeg', 'png', 'webp', 'avif', 'gif', 'tiff'] as const) {
  for (const part of [0.1, 0.5, 0.95]) {
    test(`${part * 100} % of a ${format} is refused`, async () => {
      const whole = await sharp(COFFEE).resize(200).toFormat(format).toBuffer();
      const message = await failure(`half-${part}.${format}`, whole.subarray(0, Math.floor(whole.length * part)));
      expect(message).toContain('is a damaged');
    });
  }
}

test('a PNG with a wrong byte in its pixels is refused', async () => {
  const whole = await sharp(COFFEE).png().toBuffer();
  whole[whole.length >> 1]! ^= 0xff;
  expect(await failure('bitrot.png', whole)).toContain('is a damaged PNG');
});

test('a picture of too many pixels is refused before it is decoded', async () => {
  const bomb = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();
  bomb.writeUInt32BE(20_000, 16);
  bomb.writeUInt32BE(20_000, 20);
  bomb.writeUInt32BE(crc32(bomb.subarray(12, 29)), 29);
  const message = await failure('bomb.png', bomb);
  expect(message).toContain('20000×20000');
  expect(message).toContain('400 megapixels');
});

test('floating-point samples are refused with a way out', async () => {
  const float = await sharp(COFFEE).resize(8).toColourspace('scrgb').raw({ depth: 'float' }).toBuffer();
  const tiff = floatTiff(new Float32Array(float.buffer, float.byteOffset, 8), 8);
  expect(await failure('hdr.tiff', tiff)).toMatch(/float samples; expected whole numbers/);
});

test('a file that may not be read says so', async () => {
  await writeFile(at('secret.jpg'), 'x');
  await chmod(at('secret.jpg'), 0);
  await chmod(dirname(at('secret.jpg')), 0o755);
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    expect(await failure('secret.jpg')).toContain('no permission');
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
});

/** One row of grey 32-bit floats, as little-endian TIFF. */
function floatTiff(row: Float32Array, width: number): Buffer {
  const entries: [tag: number, type: number, value: number][] = [
    [256, 4, width],
    [257, 4, 1],
    [258, 3, 32],
    [259, 3, 1],
    [262, 3, 1],
    [273, 4, 8],
    [277, 3, 1],
    [278, 4, 1],
    [279, 4, width * 4],
    [339, 3, 3],
  ];
  const tiff = Buffer.alloc(8 + width * 4 + 2 + entries.length * 12 + 4);
  tiff.write('II*\0', 0, 'latin1');
  tiff.writeUInt32LE(8 + width * 4, 4);
  for (const [i, value] of row.entries()) tiff.writeFloatLE(value, 8 + i * 4);
  let at = 8 + width * 4;
  tiff.writeUInt16LE(entries.length, at);
  at += 2;
  for (const [tag, type, value] of entries) {
    tiff.writeUInt16LE(tag, at);
    tiff.writeUInt16LE(type, at + 2);
    tiff.writeUInt32LE(1, at + 4);
    tiff.writeUInt32LE(value, at + 8);
    at += 12;
  }
  return tiff;
}

import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { MoodwireError } from '@moodwire/engine';
import { decodeImage, writeImage } from '@moodwire/nodes';
import sharp from 'sharp';
import { beforeEach, describe, expect, test } from 'vitest';
import { bytesOf, COFFEE, cameraExif, GPS_EXIF, gpsExif, hashOf, picture, ROCKET, scratch } from './pictures.js';

const root = scratch();
const at = (name: string) => root(`work/${name}`);
const plain = picture(20, 10, 3);

beforeEach(async () => {
  await rm(root('work'), { recursive: true, force: true });
  await mkdir(root('work'));
});

async function failure(path: string, overwrite: 'number' | 'replace' = 'replace'): Promise<string> {
  const error = await writeImage(plain, path, { overwrite }).then(
    () => new Error('written'),
    (cause: Error) => cause,
  );
  expect(error.message).not.toBe('written');
  expect(error).toBeInstanceOf(MoodwireError);
  expect(error.message).not.toContain('\n');
  return error.message;
}

describe('a photo that was not changed', () => {
  test('is copied byte for byte in its own format', async () => {
    for (const [source, name] of [
      [ROCKET, 'rocket.jpeg'],
      [COFFEE, 'coffee.png'],
    ] as const) {
      const written = await writeImage(await decodeImage(source), at(name), { overwrite: 'number', quality: 10 });
      expect(written).toEqual({ file: at(name), copied: true });
      expect(hashOf(await bytesOf(at(name)))).toBe(hashOf(await bytesOf(source)));
    }
  });

  test('is encoded for another format, and when metadata is stripped', async () => {
    const rocket = await decodeImage(ROCKET);
    expect((await writeImage(rocket, at('rocket.png'), { overwrite: 'number' })).copied).toBe(false);
    expect(hashOf((await decodeImage(at('rocket.png'))).data)).toBe(hashOf(rocket.data));
    expect((await writeImage(rocket, at('bare.jpg'), { overwrite: 'number', strip: true })).copied).toBe(false);
  });

  test('is encoded when its file has changed or gone since', async () => {
    await copyFile(COFFEE, at('source.png'));
    const image = await decodeImage(at('source.png'));
    await copyFile(ROCKET, at('source.png'));
    expect((await writeImage(image, at('a.png'), { overwrite: 'number' })).copied).toBe(false);
    await rm(at('source.png'));
    expect((await writeImage(image, at('b.png'), { overwrite: 'number' })).copied).toBe(false);
    expect(hashOf((await decodeImage(at('b.png'))).data)).toBe(hashOf(image.data));
  });
});

describe('where the name is taken', () => {
  test('number writes name-2, name-3 and so on, and touches nothing', async () => {
    await writeFile(at('mood.png'), 'mine');
    const files = [];
    for (let i = 0; i < 3; i++) files.push((await writeImage(plain, at('mood.png'), { overwrite: 'number' })).file);
    expect(files).toEqual([at('mood-2.png'), at('mood-3.png'), at('mood-4.png')]);
    expect(Buffer.from(await bytesOf(at('mood.png'))).toString()).toBe('mine');
  });

  test('twenty writers at once get twenty files', async () => {
    const writing = Array.from({ length: 20 }, () => writeImage(plain, at('rush.png'), { overwrite: 'number' }));
    const files = (await Promise.all(writing)).map(({ file }) => file);
    expect(new Set(files).size).toBe(20);
    expect(await readdir(at(''))).toHaveLength(20);
    for (const file of files) expect((await decodeImage(file)).data).toEqual(plain.data);
  });

  test('replace puts the new picture in its place', async () => {
    await writeFile(at('mood.png'), 'old');
    expect((await writeImage(plain, at('mood.png'), { overwrite: 'replace' })).file).toBe(at('mood.png'));
    expect((await decodeImage(at('mood.png'))).data).toEqual(plain.data);
    expect(await readdir(at(''))).toEqual(['mood.png']);
  });

  test('the photo itself is replaced only at its own path', async () => {
    await copyFile(COFFEE, at('photo.png'));
    await symlink(at('photo.png'), at('link.png'));
    const photo = await decodeImage(at('photo.png'));
    await writeImage(photo, at('link.png'), { overwrite: 'replace', strip: true });
    expect(hashOf(await bytesOf(at('photo.png')))).toBe(hashOf(await bytesOf(COFFEE)));
    await writeImage(photo, at('photo.png'), { overwrite: 'replace', strip: true });
    expect(hashOf(await bytesOf(at('photo.png')))).not.toBe(hashOf(await bytesOf(COFFEE)));
  });

  test("the photo's folder by another name does not count as its own path", async () => {
    await mkdir(at('album'));
    await symlink(at('album'), at('shortcut'));
    await copyFile(COFFEE, at('album/photo.png'));
    const photo = await decodeImage(at('album/photo.png'));
    const writing = writeImage(photo, at('shortcut/photo.png'), { overwrite: 'replace', strip: true });
    await expect(writing).rejects.toThrow(/photo itself under another name/);
    expect(hashOf(await bytesOf(at('album/photo.png')))).toBe(hashOf(await bytesOf(COFFEE)));
  });
});

describe('a target that can not be written fails in one line and leaves nothing', () => {
  test('a missing folder', async () => {
    expect(await failure(at('nowhere/a.png'))).toMatch(/folder .*nowhere does not exist; make it/);
  });

  test('a path below a file', async () => {
    await writeFile(at('file'), 'x');
    expect(await failure(at('file/a.png'), 'number')).toMatch(/file is not a folder/);
  });

  test('a folder', async () => {
    await mkdir(at('album.png'));
    expect(await failure(at('album.png'))).toMatch(/album\.png is a folder/);
    expect(await failure(at('album.png'), 'number')).toMatch(/album\.png is a folder/);
    expect(await readdir(at('album.png'))).toEqual([]);
  });

  test('a place where no one may write', async () => {
    expect(await failure('/proc/a.png')).toMatch(/a\.png can't be written: .*\/proc/);
  });

  test('a pipe', async () => {
    execFileSync('mkfifo', [at('pipe.png')]);
    expect(await failure(at('pipe.png'))).toMatch(/is a device or a pipe/);
    expect(await readdir(at(''))).toEqual(['pipe.png']);
  });

  test('a name that is too long', async () => {
    expect(await failure(at(`${'a'.repeat(300)}.png`), 'number')).toMatch(/name is too long/);
    expect(await readdir(at(''))).toEqual([]);
  });

  test('a picture that can not be encoded', async () => {
    const long = { width: 17_000, height: 1, channels: 1 as const, data: new Uint8Array(17_000) };
    await writeFile(at('old.webp'), 'old');
    await expect(writeImage(long, at('old.webp'), { overwrite: 'replace' })).rejects.toThrow(/too many for WEBP/);
    expect(Buffer.from(await bytesOf(at('old.webp'))).toString()).toBe('old');
    expect(await readdir(at(''))).toEqual(['old.webp']);
  });
});

test('strip leaves out what the camera noted, and keep keeps it', async () => {
  const image = { ...plain, exif: await cameraExif() };
  await writeImage(image, at('kept.jpg'), { overwrite: 'number' });
  await writeImage(image, at('bare.jpg'), { overwrite: 'number', strip: true });
  expect((await decodeImage(at('kept.jpg'))).exif).toEqual(image.exif);
  expect((await decodeImage(at('bare.jpg'))).exif).toBeUndefined();
});

test('where the photo was taken is left out of every format, and of a photo that is only copied', async () => {
  const exif = await gpsExif();
  const seconds = Buffer.from([0x43, 0x01, 0x00, 0x00, 0x0a, 0x00, 0x00, 0x00]); // 323/10
  expect(Buffer.from(exif).includes(seconds)).toBe(true);
  for (const format of ['jpeg', 'png', 'webp', 'avif'] as const) {
    await sharp(COFFEE)
      .resize(64)
      .withExif(GPS_EXIF)
      .toFormat(format)
      .toFile(at(`gps.${format}`));
    const source = await decodeImage(at(`gps.${format}`));
    expect(Buffer.from(source.exif!).includes(seconds)).toBe(true);
    for (const image of [source, { ...source, encoded: undefined }]) {
      const { file } = await writeImage(image as typeof source, at(`out.${format}`), { overwrite: 'replace' });
      expect((await readFile(file)).includes(seconds)).toBe(false);
      const { exif } = await sharp(file).metadata();
      expect(exif?.includes('Testcam')).toBe(true);
      expect(exif?.includes(Buffer.from([0x25, 0x88, 0x04, 0x00]))).toBe(false);
    }
  }
  // A photo without it stays byte for byte.
  const rocket = await decodeImage(ROCKET);
  expect((await writeImage(rocket, at('rocket.jpg'), { overwrite: 'replace' })).copied).toBe(true);
  expect(hashOf(await bytesOf(at('rocket.jpg')))).toBe(hashOf(await bytesOf(ROCKET)));
});

test('a given format wins over the suffix', async () => {
  await writeImage(plain, at('odd.dat'), { format: 'png', overwrite: 'number' });
  expect((await decodeImage(at('odd.dat'))).encoded?.format).toBe('png');
});

import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { LostValue, openStore, type Store, type Value } from '@moodwire/engine';
import { beforeEach, describe, expect, test } from 'vitest';
import { filesIn, freshFolder, keepOne, keyOf, openSound, readBack } from './store-folder.js';

const folder = freshFolder();
const SMALL: Value = { dtype: 'float32', shape: [2], data: new Float32Array([1.5, -2]), note: 'small' };

let store: Store;
let digest: string;
let file: string;
let keyFile: string;
beforeEach(async () => {
  store = openSound(folder.path);
  digest = await keepOne(store, 'it', SMALL);
  file = join(folder.root, 'values', `${digest}.safetensors`);
  keyFile = join(folder.root, 'keys', `${keyOf('it')}.json`);
});

/** A damaged value is reported, gone, and not found any more, whatever a key says. */
async function expectLost(of: Store, lost = digest): Promise<void> {
  await expect(of.read(lost)).rejects.toThrow(LostValue);
  expect(of.find(keyOf('it'))).toBeUndefined();
  expect(existsSync(join(folder.root, 'values', `${lost}.safetensors`))).toBe(false);
}

describe('damage to a value', () => {
  test('of any single bit of its file is found', async () => {
    const [whole, key] = [readFileSync(file), readFileSync(keyFile)];
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const flipped = Buffer.from(whole);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      writeFileSync(file, flipped);
      writeFileSync(keyFile, key);
      expect(store.find(keyOf('it')), 'only its bytes tell').toBeDefined();
      await expectLost(store);
    }
    writeFileSync(file, whole);
    writeFileSync(keyFile, key);
    expect(await readBack(store, 'it')).toStrictEqual(SMALL);
  });

  test('of a bit somewhere in a large file is found', async () => {
    const large = await keepOne(store, 'it', randomBytes(9_000_000));
    const path = join(folder.root, 'values', `${large}.safetensors`);
    const copy = join(folder.path, 'copy');
    copyFileSync(path, copy);
    const size = readFileSync(copy).length;
    for (const at of [...Array.from({ length: 30 }, () => Math.floor(Math.random() * size)), 2 ** 22, size - 1]) {
      copyFileSync(copy, path);
      const fd = openSync(path, 'r+');
      writeSync(fd, Buffer.from([readFileSync(copy)[at]! ^ 16]), 0, 1, at);
      closeSync(fd);
      await expectLost(store, large);
    }
  });

  test('that cuts its file short, or adds to it, is found before it is read', async () => {
    const [whole, key] = [readFileSync(file), readFileSync(keyFile)];
    for (let length = 0; length <= whole.length + 1; length++) {
      if (length === whole.length) continue;
      writeFileSync(file, Buffer.concat([whole, Buffer.from('x')]).subarray(0, length));
      writeFileSync(keyFile, key);
      if (length % 2 === 0) expect(store.find(keyOf('it'))).toBeUndefined();
      await expectLost(store);
    }
  });

  test.each<[string, (path: string) => Promise<void> | void]>([
    ['is gone', (path) => unlinkSync(path)],
    [
      'is the file of another value',
      async (path) => {
        const other = await keepOne(store, 'other', [1, 2, 3]);
        copyFileSync(join(folder.root, 'values', `${other}.safetensors`), path);
      },
    ],
    ['is a picture', (path) => copyFileSync('examples/photos/coffee.png', path)],
    ['is empty', (path) => truncateSync(path)],
    ['is a folder', (path) => remade(path, () => mkdirSync(path))],
    ['is a pipe', (path) => remade(path, () => execFileSync('mkfifo', [path]))],
    ['is a link to a good file', linkToCopy],
    [
      'announces a header that is larger than it',
      (path) => resealed(path, (bytes) => bytes.writeBigUInt64LE(2n ** 40n)),
    ],
    [
      'places a tensor beyond its end',
      (path) => resealed(path, (bytes) => bytes.write('[9,17]', bytes.indexOf('[0,8]'))),
    ],
    [
      'names a tensor that no value has',
      (path) => resealed(path, (bytes) => bytes.write('xrray0', bytes.indexOf('array0'))),
    ],
    ['has a type that no array has', (path) => resealed(path, (bytes) => bytes.write('"X32"', bytes.indexOf('"F32"')))],
    ['names an array that it has not', (path) => resealed(path, (bytes) => bytes.write(':7', bytes.indexOf(':0')))],
  ])('whose file %s is found', async (_, damage) => {
    await damage(file);
    await expectLost(store);
    // And is made good when the value is kept again.
    await keepOne(store, 'it', SMALL);
    expect(await readBack(store, 'it')).toStrictEqual(SMALL);
  });

  test('is found by verify, which drops it and what leads to it, and nothing else', async () => {
    await keepOne(store, 'good', 'good');
    expect(await store.verify()).toEqual({ checked: 2, dropped: 0 });
    // A file that is whole and right in all but that its value has another digest.
    resealed(file, (bytes) => bytes.write('SMALL', bytes.indexOf('small')));
    expect(store.find(keyOf('it'))).toBeDefined();
    expect(await store.verify()).toEqual({ checked: 2, dropped: 1 });
    expect(store.find(keyOf('it'))).toBeUndefined();
    expect(await readBack(store, 'good')).toBe('good');
    expect(await store.stats()).toMatchObject({ entries: 1, values: 1 });
  });
});

describe('damage to a key', () => {
  test('of any single bit of its file is a miss', () => {
    const whole = readFileSync(keyFile);
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const flipped = Buffer.from(whole);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      writeFileSync(keyFile, flipped);
      expect(store.find(keyOf('it'))).toBeUndefined();
      expect(existsSync(keyFile)).toBe(false);
    }
  });

  test.each<[string, () => void]>([
    ['is the file of another key', () => copyFileSync(keyFile, join(folder.root, 'keys', `${keyOf('other')}.json`))],
    ['is a folder', () => mkdirSync(join(folder.root, 'keys', `${keyOf('other')}.json`))],
    ['is a link', () => symlinkSync(keyFile, join(folder.root, 'keys', `${keyOf('other')}.json`))],
    ['is huge', () => writeFileSync(join(folder.root, 'keys', `${keyOf('other')}.json`), Buffer.alloc(2 ** 21))],
    ['names a file elsewhere', () => keyed('[["out","../../../../etc/passwd",1,1]]')],
    ['names outputs that are none', () => keyed('{"out":1}')],
    ['has bytes below nothing', () => keyed(`[["out","${digest}",-1,640]]`)],
  ])('that %s is a miss, and the file is dropped', (_, damage) => {
    damage();
    expect(store.find(keyOf('other'))).toBeUndefined();
    expect(filesIn(join(folder.root, 'keys'))).toEqual([keyFile]);
    expect(existsSync(keyFile)).toBe(true);
  });

  test('leaves the names of outputs what they are', () => {
    keyed(`[["__proto__","${digest}",1,${readFileSync(file).length}]]`);
    const { outputs } = store.find(keyOf('other'))!;
    expect(Object.getPrototypeOf(outputs)).toBe(Object.prototype);
    expect(Object.keys(outputs)).toEqual(['__proto__']);
  });
});

test('a folder that leads elsewhere is refused in a sentence, and what it leads to is not touched', async () => {
  const outside = join(folder.path, 'outside');
  mkdirSync(outside);
  writeFileSync(join(outside, `${digest}.safetensors`), 'mine');
  const place = join(folder.path, 'linked');
  mkdirSync(join(place, 'results-1'), { recursive: true });
  symlinkSync(outside, join(place, 'results-1', 'values'));
  const told: string[] = [];
  const linked = openStore({ folder: place, onTrouble: (message) => told.push(message) });
  await keepOne(linked, 'a', 1);
  expect(linked.find(keyOf('a'))).toBeUndefined();
  await expect(linked.read(digest)).rejects.toThrow(LostValue);
  await expect(linked.clear()).rejects.toThrow(
    /values is a link, expected a folder: remove it, or set MOODWIRE_CACHE_DIR/,
  );
  expect(told).toHaveLength(1);
  expect(filesIn(outside)).toEqual([join(outside, `${digest}.safetensors`)]);
});

function remade(path: string, make: () => void): void {
  unlinkSync(path);
  make();
}

function linkToCopy(path: string): void {
  const copy = join(folder.path, 'copy.safetensors');
  copyFileSync(path, copy);
  remade(path, () => symlinkSync(copy, path));
}

/** Changes a file and gives it the right checksum again, as one who means harm would. */
function resealed(path: string, change: (bytes: Buffer) => void): void {
  const bytes = readFileSync(path);
  const at = bytes.indexOf('"checksum":"') + '"checksum":"'.length;
  change(bytes);
  const sum = crc32(bytes.subarray(at + 8), crc32(bytes.subarray(0, at)));
  bytes.write(sum.toString(16).padStart(8, '0'), at);
  writeFileSync(path, bytes);
}

/** Files `outputs`, as JSON, under the key of `other`. */
function keyed(outputs: string): void {
  const path = join(folder.root, 'keys', `${keyOf('other')}.json`);
  const start = `{"format":"moodwire.key 1","checksum":"00000000",`;
  writeFileSync(path, `${start}"key":"${keyOf('other')}","milliseconds":5,"outputs":${outputs}}\n`);
  resealed(path, () => {});
}

import { randomBytes } from 'node:crypto';
import { rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { Store } from '@moodwire/engine';
import { describe, expect, test } from 'vitest';
import { bytesIn, filesIn, freshFolder, keepOne, keyOf, offer, openSound } from './store-folder.js';

const folder = freshFolder();
const LIMIT = 2 ** 20;
const HOUR = 3600;

/** Keeps values of 40 kB that each cost `milliseconds`, under `prefix0`, `prefix1` and so on. */
async function keepMany(store: Store, prefix: string, count: number, milliseconds: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await keepOne(store, `${prefix}${i}`, randomBytes(40_000), milliseconds);
    expect(bytesIn(folder.root)).toBeLessThanOrEqual(LIMIT);
  }
}

const found = (store: Store, prefix: string, count: number): number =>
  Array.from({ length: count }, (_, i) => store.find(keyOf(`${prefix}${i}`))).filter(Boolean).length;

/** Makes every file look as if it had last been used `seconds` ago. */
function age(seconds: number): void {
  for (const path of [...filesIn(join(folder.root, 'values')), ...filesIn(join(folder.root, 'keys'))]) {
    const at = statSync(path).mtimeMs / 1000 - seconds;
    utimesSync(path, at, at);
  }
}

describe('a store within its limit', () => {
  test('never holds more, lets the cheap go before the dear, and uses most of its room', async () => {
    const store = openSound(folder.path, LIMIT);
    await keepMany(store, 'dear', 5, 10_000);
    await keepMany(store, 'cheap', 100, 10);
    expect(found(store, 'dear', 5)).toBe(5);
    expect(found(store, 'cheap', 100)).toBeLessThan(25);
    const { bytes, limit } = await store.stats();
    expect(bytes).toBeGreaterThan(limit * 0.75);
  });

  test('goes on so after a restart, as it needs no books but the files', async () => {
    for (let i = 0; i < 12; i++) {
      const store = openSound(folder.path, LIMIT);
      if (i === 0) await keepMany(store, 'dear', 5, 10_000);
      await keepMany(store, `cheap${i}-`, 6, 10);
      await store.close();
    }
    expect(found(openSound(folder.path, LIMIT), 'dear', 5)).toBe(5);
  });

  test('lets what is dear go too when nobody has asked for it for long', async () => {
    const store = openSound(folder.path, LIMIT);
    await keepMany(store, 'dear', 5, 10_000);
    age(90 * HOUR);
    await keepMany(store, 'cheap', 40, 10);
    expect(found(store, 'dear', 5)).toBe(0);
  });

  test('takes a hit for a use', async () => {
    const store = openSound(folder.path, LIMIT);
    await keepMany(store, 'old', 10, 10);
    age(90 * HOUR);
    expect(store.find(keyOf('old3'))).toBeDefined();
    await keepMany(store, 'new', 24, 10);
    expect(found(store, 'old', 10)).toBe(1);
    expect(store.find(keyOf('old3'))).toBeDefined();
  });

  test('takes what is kept again for a use, and does not write it again', async () => {
    const store = openSound(folder.path, LIMIT);
    const value = randomBytes(40_000);
    const [path] = [join(folder.root, 'values', `${await keepOne(store, 'a', value, 10)}.safetensors`)];
    age(90 * HOUR);
    const before = statSync(path);
    await keepOne(store, 'b', value, 10);
    expect(statSync(path).ino).toBe(before.ino);
    expect(statSync(path).mtimeMs).toBeGreaterThan(before.mtimeMs + 80 * HOUR * 1000);
  });

  test.each([
    ['in 1970', 0],
    ['in a hundred years', Date.now() / 1000 + 36500 * 24 * HOUR],
  ])('stays within it when a wrong clock put every file %s', async (_, at) => {
    const store = openSound(folder.path, LIMIT);
    await keepMany(store, 'odd', 15, 10_000);
    for (const path of [...filesIn(join(folder.root, 'values')), ...filesIn(join(folder.root, 'keys'))]) {
      utimesSync(path, at, at);
    }
    expect(store.find(keyOf('odd3'))).toBeDefined();
    expect(statSync(join(folder.root, 'keys', `${keyOf('odd3')}.json`)).mtimeMs).toBeLessThanOrEqual(Date.now());
    await keepMany(store, 'new', 40, 20_000);
    expect(found(store, 'new', 40)).toBeGreaterThan(10);
  });

  test('does not keep what would fill all of it, and loses nothing for it', async () => {
    const store = openSound(folder.path, LIMIT);
    await keepMany(store, 'small', 5, 10);
    await keepOne(store, 'huge', randomBytes(LIMIT), 1e9);
    let asked = 0;
    const value = () => {
      asked++;
      return null;
    };
    store.keep([keyOf('h')], { out: { ...offer(null), bytes: 2 * LIMIT, value } }, 1e9, () => {});
    await store.settle();
    expect([found(store, 'small', 5), store.find(keyOf('huge')), asked]).toEqual([5, undefined, 0]);
  });

  test('counts keys too, so that a great many small results are bounded', async () => {
    const store = openSound(folder.path, LIMIT);
    for (let i = 0; i < 1000; i++) store.keep([keyOf(i)], { out: offer(i) }, 1000, () => {});
    await store.settle();
    const { entries, values, bytes } = await store.stats();
    expect(bytes).toBeLessThanOrEqual(LIMIT);
    expect(entries + values).toBeLessThanOrEqual(LIMIT / 4096);
    expect(entries).toBeGreaterThan(50);
  });

  test('drops the key whose value is gone', async () => {
    const store = openSound(folder.path, LIMIT);
    const digest = await keepOne(store, 'a', 'a');
    rmSync(join(folder.root, 'values', `${digest}.safetensors`));
    expect(store.find(keyOf('a'))).toBeUndefined();
    expect(await store.stats()).toMatchObject({ entries: 0, values: 0 });
  });
});

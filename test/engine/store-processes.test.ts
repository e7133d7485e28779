import { once } from 'node:events';
import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { digest, LostValue } from '@moodwire/engine';
import { expect, test } from 'vitest';
import { bytesIn, filesIn, freshFolder, keepOne, keyOf, launch, openSound, programArgs } from './store-folder.js';

const folder = freshFolder();

const start = (program: string, ...args: string[]) => launch(process.execPath, programArgs(program, folder.path, args));

/** Keeps large values without end. */
const WRITER = `
  const store = openStore({ folder, limitBytes: 1e9 });
  const base = new Uint8Array(24 * 2 ** 20);
  for (let i = 0; ; i++) {
    const value = { i, pid: process.pid, large: base.slice(), small: new Float32Array(100).fill(i) };
    store.keep([keyOf(process.pid + ' ' + i)], { out: offer(value) }, 100, () => {});
    await store.settle();
    base[i % 1000]++;
    if (i === 0) say('begun');
  }
`;

test('a process that is killed in the middle of writing leaves nothing wrong behind', async () => {
  let [found, read] = [0, 0];
  for (let round = 0; round < 6; round++) {
    const { child, ended } = start(WRITER);
    await once(child.stdout!, 'data');
    await sleep(Math.random() * 150);
    child.kill('SIGKILL');
    await ended;
    const store = openSound(folder.path);
    expect(readdirSync(join(folder.root, 'unfinished'))).toEqual([]);
    for (const path of filesIn(join(folder.root, 'keys'))) {
      const entry = store.find(basename(path, '.json'));
      if (!entry) continue;
      found++;
      const { digest: expected } = entry.outputs['out']!;
      if (digest(structuredClone(await store.read(expected))) === expected) read++;
    }
    expect(await store.verify()).toMatchObject({ dropped: 0 });
    await store.clear();
  }
  expect(found).toBeGreaterThanOrEqual(6);
  expect(read).toBe(found);
});

test('what is half written is swept once its writer is dead, and not before', async () => {
  const { child, ended } = start(WRITER);
  await once(child.stdout!, 'data');
  const unfinished = (): string[] => readdirSync(join(folder.root, 'unfinished'));
  for (;;) {
    child.kill('SIGSTOP');
    await sleep(20);
    if (unfinished().length > 0) break;
    child.kill('SIGCONT');
    await sleep(Math.random() * 20);
  }
  const half = unfinished();
  openSound(folder.path);
  expect(unfinished()).toEqual(half);
  child.kill('SIGKILL');
  await ended;
  openSound(folder.path);
  expect(unfinished()).toEqual([]);
});

test('what a process of another machine, or one before this with its number, half wrote is swept', async () => {
  await keepOne(openSound(folder.path), 'a', 1);
  const { child, ended } = start('process.kill(process.pid, "SIGSTOP");');
  const unfinished = join(folder.root, 'unfinished');
  const here = keyOf(hostname()).slice(0, 16);
  const days = (count: number): number => Date.now() / 1000 - count * 24 * 3600;
  const files: [string, number][] = [
    ['ffff.1.1', days(0.5)],
    ['ffff.1.2', days(1.5)],
    [`${here}.${child.pid}.1`, days(0.5)],
    [`${here}.${process.pid}.7000`, days(0.5)],
    [`${here}.${process.pid}.7001`, days(0)],
    ['rubbish', days(1.5)],
  ];
  for (const [name, at] of files) {
    writeFileSync(join(unfinished, name), 'half');
    utimesSync(join(unfinished, name), at, at);
  }
  openSound(folder.path);
  const kept = ['ffff.1.1', `${here}.${child.pid}.1`, `${here}.${process.pid}.7001`];
  expect(readdirSync(unfinished).sort()).toEqual(kept.sort());
  child.kill('SIGKILL');
  await ended;
});

/** Reads, writes and evicts values that a key determines, so that each process knows what the others must have written. */
const SHARER = `
  const limitBytes = 2 ** 20;
  let store = openStore({ folder, limitBytes, onTrouble: (message) => say({ message }) });
  const valueOf = (name) => ({ name, data: new Uint8Array(20_000 + name * 6000).fill(name), tail: new Int32Array([name]) });
  const digests = Array.from({ length: 30 }, (_, name) => digest(valueOf(name)));
  const told = { hits: 0, misses: 0, lost: 0, wrong: 0 };
  const end = Date.now() + Number(args[0]);
  for (let i = 0; Date.now() < end; i++) {
    const name = Math.floor(Math.random() * 30);
    const found = store.find(keyOf(name));
    if (!found) {
      told.misses++;
      store.keep([keyOf(name), keyOf('too' + name)], { out: offer(valueOf(name)) }, 1 + Math.random() * 100, () => {});
      if (i % 4 === 0) await store.settle();
      continue;
    }
    if (found.outputs.out.digest !== digests[name]) told.wrong++;
    if (Math.random() < 0.3) await new Promise((resolve) => setTimeout(resolve, 3));
    try {
      const value = await store.read(digests[name]);
      if (digest(structuredClone(value)) === digests[name]) told.hits++;
      else told.wrong++;
    } catch (error) {
      if (!(error instanceof LostValue)) throw error;
      told.lost++;
    }
    if (args[1] === 'clears' && i % 300 === 299) await store.clear();
    if (i % 100 === 99) {
      await store.close();
      store = openStore({ folder, limitBytes, onTrouble: (message) => say({ message }) });
    }
  }
  await store.close();
  say(told);
`;

test('processes that share a folder never get wrong bytes of each other', async () => {
  const runs = ['', '', 'clears'].map((how) => start(SHARER, '3000', how));
  let most = 0;
  const done = Promise.all(runs.map(({ ended }) => ended));
  const timer = setInterval(() => {
    try {
      most = Math.max(most, bytesIn(folder.root));
    } catch {} // before the folder is there
  }, 50);
  const ended = await done;
  clearInterval(timer);
  for (const { code, lines, err } of ended) {
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(lines).toHaveLength(1);
    const told = lines[0] as Record<string, number>;
    expect(told['wrong']).toBe(0);
    expect(told['hits']).toBeGreaterThan(20);
    expect(told['misses']).toBeGreaterThan(20);
  }
  expect(most).toBeGreaterThan(2 ** 19);
  expect(most, 'three writers, each with a value in hand').toBeLessThanOrEqual(2 ** 20 + 3 * 200_000);
  const store = openSound(folder.path, 2 ** 20);
  expect(await store.verify()).toMatchObject({ dropped: 0 });
  expect(statSync(folder.root).mode & 0o777).toBe(0o700);
});

test('a value that another process removes between find and read is lost, and then not found', async () => {
  const store = openSound(folder.path);
  const expected = await keepOne(store, 'a', { words: 'here' });
  expect(store.find(keyOf('a'))).toBeDefined();
  const { ended } = start('await openStore({ folder }).clear(); say("cleared");');
  expect((await ended).lines).toEqual(['cleared']);
  await expect(store.read(expected)).rejects.toThrow(LostValue);
  expect(store.find(keyOf('a'))).toBeUndefined();
  await keepOne(store, 'a', { words: 'here' });
  expect(await store.read(expected)).toEqual({ words: 'here' });
});

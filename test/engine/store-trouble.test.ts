import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '@moodwire/engine';
import { describe, expect, test } from 'vitest';
import { filesIn, freshFolder, keepOne, keyOf, launch, openSound, programArgs, readBack } from './store-folder.js';

const folder = freshFolder();

/** Keeps small values until there is trouble, a large one that there is no room for, and reads what there is. */
const FILLER = `
  const trouble = [];
  const store = openStore({ folder, limitBytes: 1e9, onTrouble: (message) => trouble.push(message) });
  let done = 0;
  const keep = async (name, bytes) => {
    const value = { name, data: new Uint8Array(bytes).fill(name) };
    store.keep([keyOf(name)], { out: offer(value) }, 100, () => done++);
    await store.settle();
  };
  for (let name = 0; name < 3; name++) await keep(name, 100_000);
  for (let name = 3; name < 6; name++) await keep(name, 4_000_000);
  await keep(6, 10);
  const found = [0, 1, 2, 3, 4, 5, 6].filter((name) => store.find(keyOf(name)));
  for (const name of found) {
    const value = structuredClone(await store.read(store.find(keyOf(name)).outputs.out.digest));
    if (!value.data.every((one) => one === name)) say('wrong bytes');
  }
  const { readdirSync } = await import('node:fs');
  say({ found, done, unfinished: readdirSync(folder + '/results-1/unfinished'), trouble });
`;

/** A disk of 2 MB, as root or as a user who may be root of a namespace; it goes with the process. */
const ON_TINY_DISK = 'mount -t tmpfs -o size=2m tmpfs "$0" && exec "$@"';
const canMount = spawnSync('unshare', ['-rm', 'sh', '-c', ON_TINY_DISK, '/tmp', 'true']).status === 0;

describe('a disk with no room left', () => {
  const expectation = {
    found: [0, 1, 2],
    done: 7,
    unfinished: [],
    trouble: [
      expect.stringMatching(/^results are not kept in .+ \(E\w+\)\. \w.+MOODWIRE_CACHE_DIR to a folder (on|where) /),
    ],
  };

  // Where no disk can be mounted, the limit on a file's size below stands for it.
  test.runIf(canMount)('is told of once, what was half written is removed, and the rest can be read', async () => {
    const node = [process.execPath, ...programArgs(FILLER, folder.path)];
    const { ended } = launch('unshare', ['-rm', 'sh', '-c', ON_TINY_DISK, folder.path, ...node]);
    const { code, lines, err } = await ended;
    expect({ code, lines, err }).toEqual({ code: 0, lines: [expectation], err: '' });
    expect(lines[0]).toMatchObject({
      trouble: [expect.stringContaining('the disk is full (ENOSPC). Free some space with')],
    });
  });

  test('by a limit on the size of files is told of in the same way', async () => {
    const node = [process.execPath, ...programArgs(FILLER, folder.path)];
    const { ended } = launch('sh', ['-c', 'ulimit -f 2000 && exec "$@"', 'sh', ...node]);
    const { code, lines, err } = await ended;
    expect({ code, lines, err }).toEqual({ code: 0, lines: [expectation], err: '' });
    expect(lines[0]).toMatchObject({
      trouble: [expect.stringContaining('files may not grow that large here (EFBIG)')],
    });
    expect(readdirSync(join(folder.root, 'unfinished'))).toEqual([]);
  });
});

/** Gives up being root, for whom every folder is writable. */
const AS_NOBODY = 'if (process.getuid() === 0) { process.setgid(65534); process.setuid(65534); }';
const READER = `
  ${AS_NOBODY}
  const trouble = [];
  const store = openStore({ folder, onTrouble: (message) => trouble.push(message) });
  const found = store.find(keyOf('good'));
  const value = found && await store.read(found.outputs.out.digest);
  let wrong;
  try {
    await store.read(args[0]);
  } catch (error) {
    wrong = error instanceof LostValue;
  }
  let done = 0;
  for (const name of ['a', 'b']) store.keep([keyOf(name)], { out: offer(name) }, 1, () => done++);
  await store.close();
  const stats = await store.stats();
  say({ value, wrong, again: store.find(keyOf('bad')) !== undefined, done, trouble, stats });
`;

describe('a folder that may only be read', () => {
  test('gives what it holds; that nothing can be kept is told once', async () => {
    const store = openSound(folder.path);
    await keepOne(store, 'good', 'good');
    const bad = await keepOne(store, 'bad', 'bad');
    const badFile = join(folder.root, 'values', `${bad}.safetensors`);
    const parts = ['keys', 'values', 'unfinished'].map((part) => join(folder.root, part));
    for (const path of [folder.path, folder.root, ...parts, ...parts.flatMap(filesIn)]) {
      if (process.getuid?.() === 0) chownSync(path, 65534, 65534);
    }
    // Of the right size, so that only reading tells; it cannot even be removed.
    writeFileSync(badFile, Buffer.alloc(statSync(badFile).size));
    for (const path of [...parts, folder.root]) chmodSync(path, 0o500);
    const { ended } = launch(process.execPath, programArgs(READER, folder.path, [bad]));
    const said = await ended;
    for (const path of [folder.root, ...parts]) chmodSync(path, 0o700);
    const sentence = expect.stringMatching(
      /^results are not kept in .+: writing is not permitted \(EACCES\)\. Make it writable, or set MOODWIRE_CACHE_DIR/,
    );
    expect(said.err).toBe('');
    const stats = expect.objectContaining({ values: 2, trouble: sentence });
    expect(said.lines).toEqual([{ value: 'good', wrong: true, again: false, done: 2, trouble: [sentence], stats }]);
  });

  test('or that a file stands in the way of, is told of once and never throws', async () => {
    const file = join(folder.path, 'file');
    writeFileSync(file, 'mine');
    const told: string[] = [];
    const store = openStore({ folder: join(file, 'below'), onTrouble: (message) => told.push(message) });
    for (const name of ['a', 'b']) await keepOne(store, name, name);
    expect(store.find(keyOf('a'))).toBeUndefined();
    const sentence = `${file} is a file, expected a folder: remove it, or set MOODWIRE_CACHE_DIR`;
    expect(told).toEqual([sentence]);
    for (const asked of [store.stats(), store.clear(), store.verify()]) await expect(asked).rejects.toThrow(sentence);
  });
});

test('a store without trouble tells of none', async () => {
  const store = openSound(folder.path);
  await keepOne(store, 'a', [1]);
  expect(await readBack(store, 'a')).toEqual([1]);
});

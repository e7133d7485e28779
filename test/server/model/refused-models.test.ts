import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Host, MoodwireError } from '@moodwire/engine';
import { createHost, createModelStore, type ModelFile, type ModelStore, readLocalModel } from 'moodwire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROOT } from '../moodwire.js';
import { bytesOf, push, type SmallModel, sha256, smallModel } from './small-model.js';

const MAX = 10_000_000;
let folder: string;
let store: ModelStore;
let host: Host;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moodwire-received-'));
  store = createModelStore(folder, { maxBytes: MAX });
  host = createHost({ modelRoots: [folder] });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const own = (name: string): string[] => {
  const path = join(folder, '.received', name);
  return existsSync(path) ? readdirSync(path) : [];
};
const UNET = 'unet/model.onnx';
const fileOf = (model: SmallModel, path = UNET): ModelFile => model.files.find((file) => file.path === path)!;

/** Every file of a model as `host` finds it is one of `model`. */
async function expectInPlace(name: string, model: SmallModel): Promise<void> {
  const found = await readLocalModel(host, name);
  expect(found.files.map(({ path }) => path).sort()).toEqual(model.files.map(({ path }) => path).sort());
  for (const { path, sha256: hash } of found.files) expect(sha256(await readFile(join(found.folder, path)))).toBe(hash);
}

describe('a file that is not what was offered', () => {
  it('is refused for its hash, and what came of it is removed', async () => {
    const model = smallModel('a');
    await store.offer('small', model.files);
    const { sha256: hash, bytes } = fileOf(model);
    const writer = await store.write(hash, 0);
    await writer.write(Buffer.alloc(bytes));
    await expect(writer.end()).rejects.toThrow(new RegExp(`^a file has the hash \\w+, expected ${hash}`));
    expect([own('partial'), own('whole')]).toEqual([[], []]);
    await expect(writer.write(Buffer.alloc(1))).rejects.toThrow(MoodwireError);
  });

  it('is refused for its length', async () => {
    const model = smallModel('a');
    await store.offer('small', model.files);
    const { sha256: hash, bytes } = fileOf(model);
    const long = await store.write(hash, 0);
    await expect(long.write(Buffer.alloc(bytes + 1))).rejects.toThrow(/has more than the \d+ bytes that were offered/);
    const short = await store.write(hash, 0);
    await short.write(Buffer.alloc(3));
    await expect(short.end()).rejects.toThrow(/ended after 3 of \d+ bytes: push the model again/);
    await expect(store.write(hash, 4)).rejects.toThrow('a file is to go on from byte 4, and 3 are there');
    for (const from of [-1, 0.5, bytes + 1, Number.NaN])
      await expect(store.write(hash, from)).rejects.toThrow(/from byte/);
  });

  it('is refused where no model was offered that has it', async () => {
    await expect(store.write('0'.repeat(64), 0)).rejects.toThrow('was not offered');
    await expect(store.write('../../x', 0)).rejects.toThrow('was not offered');
  });

  it('is refused where the manifest lists others', async () => {
    const model = smallModel('a');
    const extra = { path: 'extra.bin', sha256: sha256('extra'), bytes: 5 };
    const with5 = {
      contents: new Map([...model.contents, ['extra.bin', Buffer.from('extra')]]),
      files: [...model.files, extra],
    };
    await expect(push(store, 'small', with5)).rejects.toThrow(
      'extra.bin comes with it, and its manifest.json does not list',
    );
    const fewer = { ...model, files: model.files.filter(({ path }) => path !== 'README.md') };
    await expect(push(store, 'small', fewer)).rejects.toThrow('its manifest.json lists README.md, which does not come');
    const swapped = {
      ...model,
      files: model.files.map((file) => (file.path === UNET ? { ...fileOf(model, 'README.md'), path: UNET } : file)),
    };
    await expect(push(store, 'small', swapped)).rejects.toThrow(`${UNET} is not the file that its manifest.json lists`);
    const none = {
      contents: new Map([['manifest.json', Buffer.from('{}')]]),
      files: [{ path: 'manifest.json', sha256: sha256('{}'), bytes: 2 }],
    };
    await expect(push(store, 'small', none)).rejects.toThrow(/manifest\.json is not understood at format/);
    expect([own('staging'), own('models')]).toEqual([[], []]);
    await expect(host.modelFolder('small')).rejects.toThrow('no model');
  });
});

describe('a list of files', () => {
  const good = smallModel('a').files;
  const one = (change: Partial<ModelFile>): ModelFile[] => [
    ...good,
    { path: 'x', sha256: sha256('x'), bytes: 1, ...change },
  ];
  const paths = [
    '../x',
    'a/../../x',
    '/etc/passwd',
    'a//b',
    'a/',
    '',
    '.',
    '.hidden',
    'a\\b',
    'C:x',
    'a\0b',
    'nul',
    'NUL.txt',
  ];
  paths.push(
    'con/x',
    'a/Com1.onnx',
    'dot.',
    'space ',
    'é',
    'x'.repeat(201),
    Array(9).fill('d').join('/'),
    'a\nb',
    '~',
    '-x',
  );

  it.each(paths)('with the path %j is refused before anything is written', async (path) => {
    await expect(store.offer('small', one({ path }))).rejects.toThrow(
      /^model "small" can't be received: .* is no path/,
    );
    await expect(store.install('small', one({ path }))).rejects.toThrow(MoodwireError);
    expect(readdirSync(folder)).toEqual([]);
  });

  const lists: [string, ModelFile[], RegExp][] = [
    ['the same path twice', one({ path: 'unet/model.onnx' }), /unet\/model\.onnx stands twice/],
    ['paths that differ in case', one({ path: 'Unet/Model.onnx' }), /unet\/model\.onnx stands twice/],
    ['a file that is also a folder', one({ path: 'Unet' }), /Unet stands twice in its list, or as a file and a folder/],
    ['a hash that is none', one({ sha256: '../../x' }), /has the hash .*, expected a SHA-256/],
    ['a hash in capitals', one({ sha256: 'A'.repeat(64) }), /expected a SHA-256/],
    ['a size below zero', one({ bytes: -1 }), /x has -1 bytes/],
    ['a size that is no number', one({ bytes: Number.NaN }), /x has NaN bytes/],
    ['a size of no bytes with a hash of some', one({ bytes: 0 }), /no bytes, and not the hash of none/],
    [
      'one hash with two sizes',
      [...one({}), { path: 'y', sha256: sha256('x'), bytes: 2 }],
      /y has the hash of another file/,
    ],
    ['no manifest', good.filter(({ path }) => path !== 'manifest.json'), /it has no manifest\.json/],
    [
      'a huge manifest',
      [{ path: 'manifest.json', sha256: sha256('x'), bytes: 2 ** 21 }],
      /its manifest\.json has 2097152/,
    ],
    ['more files than any model', Array(1001).fill(good[0]), /it has 1001 files, expected at most 1000/],
  ];
  it.each(lists)('with %s is refused', async (_what, files, said) => {
    await expect(store.offer('small', files)).rejects.toThrow(said);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each(['..', '.received', 'a/b', 'a\\b', '', 'x'.repeat(65), 'nul', 'aux.v1', '-rf', '_x', 'a\0', 'dot.'])(
    'of a model called %j is refused',
    async (name) => {
      await expect(store.offer(name, good)).rejects.toThrow(/^found the model name /);
      await expect(store.install(name, good)).rejects.toThrow(/^found the model name /);
      expect(readdirSync(folder)).toEqual([]);
    },
  );
});

describe('room', () => {
  it('is asked for before a byte is taken', async () => {
    const model = smallModel('a');
    const total = model.files.reduce((sum, { bytes }) => sum + bytes, 0);
    store = createModelStore(folder, { maxBytes: total - 1 });
    await expect(store.offer('small', model.files)).rejects.toThrow(
      /^model "small" has .*, and received models may take/,
    );
    expect(readdirSync(folder)).toEqual([]);
    store = createModelStore(folder, { maxBytes: total + 100 });
    await push(store, 'small', model);
    const other = smallModel('b');
    await expect(store.offer('other', other.files)).rejects.toThrow(/needs .* more, and received models take .* of/);
    const huge = [...model.files, { path: 'x', sha256: sha256('x'), bytes: Number.MAX_SAFE_INTEGER }];
    await expect(store.offer('huge', huge)).rejects.toThrow(MoodwireError);
  });

  it('is asked of the disk as well', async () => {
    store = createModelStore(folder, { maxBytes: Number.MAX_SAFE_INTEGER });
    const huge = [...smallModel('a').files, { path: 'x', sha256: sha256('x'), bytes: 2 ** 52 }];
    await expect(store.offer('huge', huge)).rejects.toThrow(
      /^model "huge" needs .* more, and the disk of .* has .* left$/,
    );
  });

  it('is kept for those who are writing', async () => {
    const [a, b] = [smallModel('a'), smallModel('b')];
    const other = fileOf(b);
    store = createModelStore(folder, { maxBytes: a.files.reduce((sum, { bytes }) => sum + bytes, 0) + 10 });
    await store.offer('a', a.files);
    await store.offer('b', b.files);
    const writers = [];
    for (const { sha256: hash } of a.files) writers.push(await store.write(hash, 0));
    await expect(store.write(other.sha256, 0)).rejects.toThrow(/needs .* more, and received models take/);
    for (const writer of writers) await writer.stop();
    const again = await store.write(other.sha256, 0);
    await again.stop();
  });

  it('is made by letting go of what nobody came back for', async () => {
    const [a, b] = [smallModel('a'), smallModel('b')];
    const total = a.files.reduce((sum, { bytes }) => sum + bytes, 0);
    store = createModelStore(folder, { maxBytes: total + 10 });
    await store.offer('a', a.files);
    const { sha256: hash } = fileOf(a);
    const writer = await store.write(hash, 0);
    await writer.write(bytesOf(a, hash).subarray(0, 500));
    await writer.stop();
    await expect(store.offer('b', b.files)).rejects.toThrow(MoodwireError);
    const before = new Date(Date.now() - 2 * 3600 * 1000);
    await utimes(join(folder, '.received/partial', hash), before, before);
    await push(store, 'b', b);
    await expectInPlace('b', b);
  });

  const ON_TINY_DISK = 'mount -t tmpfs -o size=1m tmpfs "$0" && exec "$@"';
  const canMount = spawnSync('unshare', ['-rm', 'sh', '-c', ON_TINY_DISK, '/tmp', 'true']).status === 0;
  const FILLER = `
    import { statfsSync, readdirSync, writeFileSync } from 'node:fs';
    import { createModelStore } from 'moodwire';
    const [folder, files, hash] = JSON.parse(process.argv.at(-1));
    const store = createModelStore(folder, { maxBytes: ${MAX} });
    await store.offer('small', files);
    const writer = await store.write(hash, 0);
    await writer.write(Buffer.alloc(1000));
    writeFileSync(folder + '/of-somebody-else', Buffer.alloc(700_000)); // after the room was asked for
    let said;
    try { await writer.write(Buffer.alloc(600_000)); } catch (error) { said = error.name + ': ' + error.message; }
    console.log(JSON.stringify({ said, left: readdirSync(folder + '/.received/partial') }));`;

  it.runIf(canMount)(
    'that is used up in the middle is told of in one sentence, and nothing of the file is left',
    async () => {
      const model = smallModel('a', { [UNET]: Buffer.alloc(601_000) });
      const program = [
        '--input-type=module',
        '-e',
        FILLER,
        JSON.stringify([folder, model.files, fileOf(model).sha256]),
      ];
      const command = ['-rm', 'sh', '-c', ON_TINY_DISK, folder, process.execPath, ...program];
      const { stdout, stderr } = spawnSync('unshare', command, { cwd: ROOT, encoding: 'utf8' });
      expect(stderr).toBe('');
      expect(JSON.parse(stdout)).toEqual({
        said: `MoodwireError: models can't be received in ${folder}: the disk is full (ENOSPC); make room there, then push again`,
        left: [],
      });
    },
  );
});

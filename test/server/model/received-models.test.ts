import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '@moodwire/engine';
import { readManifest } from '@moodwire/nodes';
import { createHost, createModelStore, type ModelFile, type ModelStore, readLocalModel } from 'moodwire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROOT } from '../moodwire.js';
import { bytesOf, push, type SmallModel, sha256, smallModel, writeModel } from './small-model.js';

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

describe('a model that is pushed', () => {
  it('is in place once all of its files have come, and none before', async () => {
    const model = smallModel('a');
    const needed = await store.offer('small', model.files);
    expect(needed).toEqual(model.files.map(({ sha256 }) => ({ sha256, from: 0 })));
    await expect(store.install('small', model.files)).rejects.toThrow(/has not come: push the model again$/);
    await expect(host.modelFolder('small')).rejects.toThrow('no model "small"');
    await push(store, 'small', model);
    await expectInPlace('small', model);
    expect([own('whole'), own('partial'), own('staging')]).toEqual([[], [], []]);
  });

  it('is not sent again once it is there', async () => {
    const model = smallModel('a');
    await push(store, 'small', model);
    expect(await store.offer('small', model.files)).toEqual([]);
    expect(await push(store, 'small', model)).toBe(0);
    expect(own('models')).toHaveLength(1);
  });

  it('takes the files that another model has, received or installed, and takes no room for them', async () => {
    const installed = await mkdtemp(join(tmpdir(), 'moodwire-installed-'));
    try {
      const first = smallModel('a');
      await writeModel(join(installed, 'first'), first);
      store = createModelStore(folder, { maxBytes: MAX, modelRoots: [installed] });
      const unet = Buffer.from('another network');
      const second = smallModel('a', { [UNET]: unet });
      const sent = await push(store, 'second', second);
      expect(sent).toBe(unet.length + fileOf(second, 'manifest.json').bytes);
      await expectInPlace('second', second);
      const third = smallModel('a', { [UNET]: Buffer.from('a third network') });
      await rm(installed, { recursive: true });
      await push(store, 'third', third);
      await expectInPlace('third', third);
      const [a, b] = ['second', 'third'].map((name) => stat(join(folder, name, 'README.md')));
      expect((await a!).ino).toBe((await b!).ino);
    } finally {
      await rm(installed, { recursive: true, force: true });
    }
  });

  it('is sent again where what is there was damaged, without a change in size', async () => {
    const model = smallModel('a');
    await push(store, 'small', model);
    const path = join(await host.modelFolder('small'), UNET);
    await writeFile(path, Buffer.alloc(fileOf(model).bytes));
    expect(await store.offer('small', model.files)).toEqual([{ sha256: fileOf(model).sha256, from: 0 }]);
    await push(store, 'small', model);
    await expectInPlace('small', model);
  });

  it('goes on from the byte at which it was stopped', async () => {
    const model = smallModel('a');
    await store.offer('small', model.files);
    const { sha256: hash, bytes } = fileOf(model);
    const writer = await store.write(hash, 0);
    await writer.write(bytesOf(model, hash).subarray(0, 100));
    await writer.stop();
    const needed = await createModelStore(folder, { maxBytes: MAX }).offer('small', model.files);
    expect(needed.find((file) => file.sha256 === hash)).toEqual({ sha256: hash, from: 100 });
    const all = model.files.reduce((sum, file) => sum + file.bytes, 0);
    expect(await push(store, 'small', model)).toBe(all - 100);
    expect(bytes).toBeGreaterThan(100);
    await expectInPlace('small', model);
  });

  it('may go on from an earlier byte than it could', async () => {
    const model = smallModel('a');
    await store.offer('small', model.files);
    const { sha256: hash } = fileOf(model);
    const first = await store.write(hash, 0);
    await first.write(Buffer.alloc(200));
    await first.stop();
    const second = await store.write(hash, 0);
    await second.write(bytesOf(model, hash));
    await second.end();
    await push(store, 'small', model);
    await expectInPlace('small', model);
  });

  it('replaces an older one in a single step, and who reads the older one reads it to its end', async () => {
    const versions = [smallModel('a'), smallModel('b')];
    await push(store, 'small', versions[0]!);
    let isOver = false;
    const reading = (async () => {
      let reads = 0;
      for (; !isOver; reads++) {
        const { manifest, folder: at } = await readManifest(host, 'small');
        for (const [path, file] of Object.entries(manifest.files)) {
          expect(sha256(await readFile(join(at, path)))).toBe(file.sha256);
        }
      }
      return reads;
    })();
    for (let i = 1; i <= 6; i++) await push(store, 'small', versions[i % 2]!);
    isOver = true;
    expect(await reading).toBeGreaterThan(0);
    await expectInPlace('small', versions[0]!);
  });

  it('comes whole from two clients that push it at the same time, also where both go on with what is there', async () => {
    const model = smallModel('a', { [UNET]: Buffer.alloc(300_000, 'network') });
    const { sha256: hash } = fileOf(model);
    await store.offer('small', model.files);
    const begun = await store.write(hash, 0);
    await begun.write(bytesOf(model, hash).subarray(0, 5000));
    await begun.stop();
    const other = createModelStore(folder, { maxBytes: MAX });
    await Promise.all([push(store, 'small', model), push(other, 'small', model), push(store, 'small', model)]);
    await expectInPlace('small', model);
    expect([own('partial'), own('staging')]).toEqual([[], []]);
  });

  it('may have a file without bytes, and the same file twice', async () => {
    const same = Buffer.from('the same');
    const model = smallModel('a', { 'README.md': Buffer.alloc(0), 'report.json': same, 'contact-sheet.jpg': same });
    await push(store, 'small', model);
    await expectInPlace('small', model);
  });
});

describe('a process that dies while it receives', () => {
  const PUSHER = `
    import { createModelStore } from 'moodwire';
    const [folder, files, hash] = JSON.parse(process.argv.at(-1));
    const store = createModelStore(folder, { maxBytes: ${MAX} });
    await store.offer('small', files);
    const writer = await store.write(hash, 0);
    await writer.write(Buffer.alloc(1500, 'network'));
    console.log('written');
    setInterval(() => {}, 1000);`;

  it('leaves behind what another goes on with', async () => {
    const model = smallModel('a', { [UNET]: Buffer.alloc(300_000, 'network') });
    const { sha256: hash } = fileOf(model);
    const args = ['--input-type=module', '-e', PUSHER, JSON.stringify([folder, model.files, hash])];
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    expect((await store.offer('small', model.files)).find((file) => file.sha256 === hash)?.from).toBe(1500); // a copy of it
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect((await store.offer('small', model.files)).find((file) => file.sha256 === hash)?.from).toBe(1500);
    await push(store, 'small', model);
    await expectInPlace('small', model);
    expect(own('partial')).toEqual([]);
  });

  it('leaves no half model in place, and what it was putting together is removed', async () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    await mkdir(join(folder, '.received/staging', `${dead}-0123/unet`), { recursive: true });
    await push(store, 'small', smallModel('a'));
    expect(own('staging')).toEqual([]);
  });

  it('leaves a file that is whole, or wrong, and that is seen without being sent', async () => {
    const model = smallModel('a');
    await store.offer('small', model.files);
    const [good, bad] = [fileOf(model), fileOf(model, 'README.md')];
    await writeFile(join(folder, '.received/partial', good.sha256), bytesOf(model, good.sha256));
    await writeFile(join(folder, '.received/partial', bad.sha256), Buffer.alloc(bad.bytes));
    const needed = new Map((await store.offer('small', model.files)).map((file) => [file.sha256, file.from]));
    expect([needed.get(good.sha256), needed.get(bad.sha256)]).toEqual([undefined, 0]);
    await push(store, 'small', model);
    await expectInPlace('small', model);
  });
});

describe('what lies where models are received', () => {
  it('and was not received is not replaced', async () => {
    await writeModel(join(folder, 'mine'), smallModel('mine'));
    await expect(push(store, 'mine', smallModel('a'))).rejects.toThrow(/mine was not received and is not replaced/);
    await symlink(tmpdir(), join(folder, 'linked'));
    await expect(push(store, 'linked', smallModel('a'))).rejects.toThrow(/linked was not received and is not replaced/);
    await expect(push(store, 'Mine', smallModel('a'))).rejects.toThrow(/differs from "mine".* only in case/);
    await expectInPlace('mine', smallModel('mine'));
  });

  it('and leads elsewhere is refused', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'moodwire-elsewhere-'));
    await symlink(elsewhere, join(folder, '.received'));
    await expect(store.offer('small', smallModel('a').files)).rejects.toThrow(/\.received is no folder of its own/);
    expect(readdirSync(elsewhere)).toEqual([]);
    await rm(elsewhere, { recursive: true });
  });

  it('and is a link in place of a file is never followed', async () => {
    const model = smallModel('a');
    const { sha256: hash } = fileOf(model);
    await store.offer('small', model.files);
    const secret = join(folder, 'secret');
    await writeFile(secret, 'secret');
    await symlink(secret, join(folder, '.received/partial', hash));
    await symlink(secret, join(folder, '.received/whole', hash));
    await push(store, 'small', model);
    await expectInPlace('small', model);
    expect(await readFile(secret, 'utf8')).toBe('secret');
  });

  it('of old versions goes once nobody can be reading them', async () => {
    await push(store, 'small', smallModel('a'));
    await push(store, 'small', smallModel('b'));
    expect(own('models')).toHaveLength(2);
    const before = new Date(Date.now() - 3600 * 1000);
    for (const name of own('models')) await utimes(join(folder, '.received/models', name), before, before);
    await store.offer('small', smallModel('b').files);
    expect(own('models')).toHaveLength(1);
    await expectInPlace('small', smallModel('b'));
  });
});

import { mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHost, createModelStore, modelRoots, readFrom, readLocalModel } from 'moodwire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256, smallModel, writeModel } from './small-model.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moodwire-model-files-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const all = async (bytes: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
};

describe('the files of a model', () => {
  it('are all that its manifest lists, and the manifest itself, as they lie there', async () => {
    const model = await readLocalModel(createHost({ modelRoots: modelRoots() }), 'mini');
    expect(model.files[0]?.path).toBe('manifest.json');
    for (const file of model.files) {
      const bytes = await all(readFrom(model, file, 0));
      expect([file.path, bytes.length, sha256(bytes)]).toEqual([file.path, file.bytes, file.sha256]);
    }
  });

  it('are read from any byte on', async () => {
    const small = smallModel('a');
    await writeModel(join(folder, 'small'), small);
    const model = await readLocalModel(createHost({ modelRoots: [folder] }), 'small');
    for (const file of model.files) {
      const bytes = small.contents.get(file.path)!;
      for (const from of [0, 1, 100, file.bytes - 1, file.bytes]) {
        expect(await all(readFrom(model, file, from))).toEqual(bytes.subarray(from));
      }
    }
  });

  it('are told of where one is missing or has another size, also while it is read', async () => {
    const host = createHost({ modelRoots: [folder] });
    await writeModel(join(folder, 'small'), smallModel('a'));
    const model = await readLocalModel(host, 'small');
    const path = join(folder, 'small/unet/model.onnx');
    const file = model.files.find((one) => one.path === 'unet/model.onnx')!;
    await truncate(path, 5);
    const said =
      /^model "small": unet\/model\.onnx has 5 bytes, expected \d+ as manifest\.json says; install the model/;
    await expect(all(readFrom(model, file, 0))).rejects.toThrow(said);
    await expect(readLocalModel(host, 'small')).rejects.toThrow(said);
    await rm(path);
    await expect(readLocalModel(host, 'small')).rejects.toThrow(
      'unet/model.onnx is missing, which manifest.json lists',
    );
  });

  it('go to a store on another machine as they are, whatever its chunks', async () => {
    await writeModel(join(folder, 'here/small'), smallModel('a'));
    const model = await readLocalModel(createHost({ modelRoots: [join(folder, 'here')] }), 'small');
    const store = createModelStore(join(folder, 'there'), { maxBytes: 1e6 });
    for (const { sha256: hash, from } of await store.offer('small', model.files)) {
      const writer = await store.write(hash, from);
      const file = model.files.find((one) => one.sha256 === hash)!;
      for await (const chunk of readFrom(model, file, from)) await writer.write(chunk);
      await writer.end();
    }
    await store.install('small', model.files);
    const there = await readLocalModel(createHost({ modelRoots: [join(folder, 'there')] }), 'small');
    expect(there.files).toEqual(model.files);
  });
});

import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createModelStore, receivedModelsFolder } from 'moodwire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { push, sha256, smallModel, writeModel } from './model/small-model.js';
import { moodwire } from './moodwire.js';

let data: string;
const before = process.env['MOODWIRE_DATA_DIR'];
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'moodwire-models-'));
  process.env['MOODWIRE_DATA_DIR'] = data; // what is started inherits it
});
afterEach(async () => {
  if (before === undefined) delete process.env['MOODWIRE_DATA_DIR'];
  else process.env['MOODWIRE_DATA_DIR'] = before;
  await rm(data, { recursive: true, force: true });
});

/** A model of which one network is there at float16 too. */
function halved() {
  const model = smallModel('h');
  const manifest = JSON.parse(model.contents.get('manifest.json')!.toString());
  const bytes = Buffer.from('half of it');
  manifest.files['unet/half.onnx'] = { sha256: sha256(bytes), bytes: bytes.length };
  manifest.variants = { float16: { 'unet/model.onnx': 'unet/half.onnx' } };
  const manifestBytes = Buffer.from(JSON.stringify(manifest));
  return {
    ...model,
    contents: new Map([...model.contents, ['unet/half.onnx', bytes], ['manifest.json', manifestBytes]]),
  };
}

const events = async (...args: string[]) => {
  const { code, out } = await moodwire(['models', '--json', ...args]);
  return {
    code,
    models: out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  };
};

describe('moodwire models', () => {
  it('lists the shipped model with its size, precision and folder', async () => {
    const { code, out, err } = await moodwire(['models']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^mini {2}25 MB in 15 files {2}float32 {2}\/.+\/models\/mini\n$/);
  });

  it('lists the user’s own and those that were received, and says which one hides another', async () => {
    await writeModel(join(data, 'models/mini'), smallModel('a'));
    await writeModel(join(data, 'models/halved'), halved());
    await writeFile(join(data, 'models/notes.txt'), 'no model');
    await push(createModelStore(receivedModelsFolder(), { maxBytes: 1e6 }), 'pushed', smallModel('b'));
    const { code, models } = await events();
    expect(code).toBe(0);
    expect(models).toMatchObject([
      { event: 'model', name: 'halved', precisions: { float32: ['mllm', 'unet', 'vae'], float16: ['unet'] } },
      { name: 'mini', folder: join(data, 'models/mini'), isHidden: false, problems: [] },
      { name: 'mini', isHidden: true },
      { name: 'pushed', folder: join(data, 'received-models/pushed'), files: 15 },
    ]);
    const { out } = await moodwire(['models', '--verify']);
    expect(out).toMatch(/^halved .* float32, float16 \(unet\) .*\(sound\)$/m);
    expect(out).toMatch(/^mini .*\(sound, hidden by the one above\)$/m);
    expect(out).toMatch(/^pushed .*\(sound, received\)$/m);
  });

  it('says all that is wrong with each that can not be used, and ends with 1', async () => {
    await writeModel(join(data, 'models/short'), smallModel('a'));
    await writeFile(join(data, 'models/short/unet/model.onnx'), 'short');
    await rm(join(data, 'models/short/README.md'));
    await mkdir(join(data, 'models/empty'));
    await symlink(join(data, 'nowhere'), join(data, 'models/dangling'));
    const { code, out, err } = await moodwire(['models']);
    expect(code).toBe(1);
    expect(out).toMatch(/^short .*\(not usable\)$/m);
    expect(out).toMatch(/^mini .*models\/mini$/m);
    expect(err.trim().split('\n')).toEqual([
      'moodwire: model "empty": manifest.json cannot be read (ENOENT); install the model again',
      'moodwire: model "short": README.md is missing; install the model again',
      expect.stringMatching(/model "short": unet\/model\.onnx has 5 bytes, expected \d+; install the model again$/),
    ]);
    const said = await events();
    expect(said.code).toBe(1);
    expect(said.models.at(-1)).toEqual({ event: 'error', message: '3 problems' });
    expect(said.models.find(({ name }) => name === 'short').problems).toHaveLength(2);
  });

  it('finds a changed byte only when it is asked to read everything', async () => {
    const model = smallModel('a');
    await writeModel(join(data, 'models/changed'), model);
    const size = model.contents.get('unet/model.onnx')!.length;
    await writeFile(join(data, 'models/changed/unet/model.onnx'), Buffer.alloc(size));
    expect((await moodwire(['models'])).code).toBe(0);
    const { code, err } = await moodwire(['models', '--verify']);
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/^moodwire: model "changed": unet\/model\.onnx has the hash \w+/),
    ]);
  });

  it('shows what is in a name without commanding the terminal', async () => {
    await mkdir(join(data, 'models/red\x1b[31m'), { recursive: true });
    const { out, err } = await moodwire(['models']);
    expect(`${out}${err}`).not.toContain('\x1b');
  });
});

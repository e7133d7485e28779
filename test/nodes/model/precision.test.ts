import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Host, type ModelPart, type NetworkDevice, tensor } from '@moodwire/engine';
import { loadModel, openSession, toHalves } from '@moodwire/nodes';
import { createHost } from 'moodwire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Manifest } from './copy.js';
import { type OnnxGraph, onnx } from './onnx.js';

const MINI = fileURLToPath(new URL('../../../models/mini', import.meta.url));
const HALF: NetworkDevice = { provider: 'cpu', precision: 'float16' };

/** y = x + x, of which half the inputs are float16, with an output of each type. */
const twice: OnnxGraph = {
  inputs: [
    { name: 'x', type: 'float16', shape: ['n'] },
    { name: 'wide', type: 'float32', shape: ['n'] },
    { name: 'ids', type: 'int64', shape: ['n'] },
  ],
  outputs: [
    { name: 'y', type: 'float16', shape: ['n'] },
    { name: 'wider', type: 'float32', shape: ['n'] },
    { name: 'more', type: 'int64', shape: ['n'] },
  ],
  nodes: [
    { op: 'Add', inputs: ['x', 'x'], output: 'y' },
    { op: 'Add', inputs: ['wide', 'wide'], output: 'wider' },
    { op: 'Add', inputs: ['ids', 'ids'], output: 'more' },
  ],
};

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'moodwire-precision-'));
  await cp(MINI, join(root, 'plain'), { recursive: true });
  await cp(MINI, join(root, 'halved'), { recursive: true });
  const bytes = onnx(twice);
  await writeFile(join(root, 'halved/unet/model_fp16.onnx'), bytes);
  await changeManifest('halved', (manifest) => {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    manifest.files['unet/model_fp16.onnx'] = { sha256, bytes: bytes.length };
    manifest['variants'] = { float16: { 'unet/model.onnx': 'unet/model_fp16.onnx' }, float8: 'of a later version' };
  });
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function changeManifest(model: string, change: (manifest: Manifest) => void): Promise<void> {
  const path = join(root, model, 'manifest.json');
  const manifest = JSON.parse(await readFile(path, 'utf8'));
  change(manifest);
  await writeFile(path, JSON.stringify(manifest));
}

const hostOf = (device?: NetworkDevice): Host => createHost({ modelRoots: [root], ...(device ? { device } : {}) });

async function load(host: Host, model: string): Promise<Record<ModelPart['part'], ModelPart>> {
  const signal = new AbortController().signal;
  return loadModel.run({ inputs: {}, params: { model }, host, signal, progress() {}, preview() {} });
}

describe('the precision of a model', () => {
  it('is float32 on the CPU where nothing was said', async () => {
    const { mllm, unet, vae } = await load(hostOf(), 'halved');
    for (const part of [mllm, unet, vae]) expect(part).toMatchObject({ provider: 'cpu', precision: 'float32' });
  });

  it('is what the device asks for only for the parts that the model offers it for', async () => {
    const { mllm, unet, vae } = await load(hostOf(HALF), 'halved');
    expect([mllm.precision, unet.precision, vae.precision]).toEqual(['float32', 'float16', 'float32']);
    expect((await load(hostOf(HALF), 'plain')).unet.precision).toBe('float32');
  });

  it('is in the fingerprint, with the provider, as far as it is really used', async () => {
    const fingerprint = (device: NetworkDevice, model: string) =>
      loadModel.fingerprint?.({ params: { model }, host: hostOf(device) });
    const cuda = { provider: 'cuda', precision: 'float32' } as const;
    const [cpu, half, gpu] = await Promise.all([
      fingerprint({ ...cuda, provider: 'cpu' }, 'halved'),
      fingerprint(HALF, 'halved'),
      fingerprint(cuda, 'halved'),
    ]);
    expect(new Set([cpu, half, gpu]).size).toBe(3);
    expect(await fingerprint(HALF, 'plain')).toBe(await fingerprint({ ...HALF, precision: 'float32' }, 'plain'));
  });
});

describe('a network', () => {
  it('gets float32 as the float16 that it asks for, and what it makes is float32 again', async () => {
    const host = hostOf(HALF);
    const session = await openSession(host, (await load(host, 'halved')).unet, 'unet/model.onnx');
    const numbers = Float32Array.of(1, -0.5, 1 / 3, 60_000);
    const ids = { dtype: 'int64', shape: [4], data: BigInt64Array.of(1n, 2n, 3n, 4n) } as const;
    const feeds = { x: tensor(numbers, [4]), wide: tensor(numbers, [4]), ids };
    const { y, wider, more } = await session.run(feeds, ['y', 'wider', 'more']);
    expect(y).toEqual(tensor(Float32Array.of(2, -1, 0.66650390625, Number.POSITIVE_INFINITY), [4]));
    expect(wider.data).toEqual(numbers.map((value) => value * 2));
    expect(more).toMatchObject({ dtype: 'int64', data: BigInt64Array.of(2n, 4n, 6n, 8n) });
  });

  it('takes what is float16 already as it is', async () => {
    const host = hostOf(HALF);
    const session = await openSession(host, (await load(host, 'halved')).unet, 'unet/model.onnx');
    const x = { dtype: 'float16', shape: [2], data: toHalves(Float32Array.of(3, 4)) } as const;
    const wide = tensor(new Float32Array(2), [2]);
    const { y } = await session.run({ x, wide, ids: { dtype: 'int64', shape: [2], data: new BigInt64Array(2) } }, [
      'y',
    ]);
    expect(y).toEqual(tensor(Float32Array.of(6, 8), [2]));
  });

  it('is the float32 one where float16 is not asked for', async () => {
    const host = hostOf();
    const session = await openSession(host, (await load(host, 'halved')).vae, 'vae_encoder/model.onnx');
    const sample = tensor(new Float32Array(3 * 128 * 128), [1, 3, 128, 128]);
    const { latent_parameters } = await session.run({ sample }, ['latent_parameters']);
    expect(latent_parameters.dtype).toBe('float32');
  });

  it('never runs on something else than what its keys say', async () => {
    const gpu = await load(hostOf({ provider: 'cuda', precision: 'float32' }), 'plain');
    await expect(openSession(hostOf(), gpu.unet, 'unet/model.onnx')).rejects.toThrow(
      'model "plain" was loaded for cuda, and this device runs networks on cpu: run again',
    );
  });

  it('that a GPU cannot load is told of with what to do about the GPU', async () => {
    const host = hostOf({ provider: 'cuda', precision: 'float32' });
    const { unet } = await load(host, 'plain');
    // Where no GPU is, the runtime's library for it is not either.
    const opening = openSession(host, unet, 'unet/model.onnx').then(() => 'opened', String);
    expect(await opening).toMatch(
      /^opened$|cannot be loaded on cuda \(.+\); free some of the GPU's memory .*docs\/gpu\.md/,
    );
  });
});

describe('variants that a manifest lists', () => {
  it.each([
    [{ 'unet/model.onnx': 'unet/none.onnx' }, /at files \(found no unet\/none\.onnx/],
    [{ 'README.md': 'unet/model.onnx' }, /at variants\.float16 \(found README\.md, expected one of mllm/],
    [{ 'unet/model.onnx': '../unet.onnx' }, /at variants\.float16\.unet\/model\.onnx \(a path inside/],
    ['all', /at variants\.float16 \(/],
  ])('%j is refused', async (float16, said) => {
    const model = 'broken';
    await cp(join(root, 'plain'), join(root, model), { recursive: true });
    await changeManifest(model, (manifest) => {
      manifest['variants'] = { float16 };
    });
    await expect(load(hostOf(HALF), model)).rejects.toThrow(said);
  });
});

import { mkdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Copy, failuresWith, type Manifest } from './copy.js';

/** A safetensors file with this header over a body of zeros. */
function safetensors(header: unknown, bodyBytes: number): Buffer {
  const text = Buffer.from(JSON.stringify(header));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([size, text, Buffer.alloc(bodyBytes)]);
}

const field = (path: string, value: unknown) => (copy: Copy) =>
  copy.manifest((manifest: Manifest) => {
    const steps = path.split('.');
    const last = steps.pop()!;
    const parent = steps.reduce((at, step) => at[step] as Record<string, unknown>, manifest as Record<string, unknown>);
    parent[last] = value;
  });

/** The model is broken so, and then this is said. */
const cases: Record<string, [(copy: Copy) => Promise<unknown>, RegExp]> = {
  'a manifest that is a folder': [
    async ({ folder }) => {
      await rm(join(folder, 'manifest.json'));
      await mkdir(join(folder, 'manifest.json'));
    },
    /manifest\.json is a folder, expected a file/,
  ],
  'a manifest of 1 TB': [
    ({ folder }) => truncate(join(folder, 'manifest.json'), 1e12),
    /manifest\.json has 1000000000000 bytes, expected at most/,
  ],
  'a manifest that is not JSON': [
    ({ folder }) => writeFile(join(folder, 'manifest.json'), '{'),
    /manifest\.json is not JSON \(/,
  ],
  'a manifest without a size': [field('size', undefined), /not understood at size \(.*expected .*received undefined/],
  'a size that no network has': [field('size', 4096), /not understood at size \(.*1024/],
  'a size that the factor does not divide': [field('size', 132), /at size \(found 132, expected a multiple of .* 8\)/],
  'too few means': [field('latent.mean', [0, 0]), /at latent\.mean \(found 2 numbers, expected 8/],
  'too few deviations': [field('latent.std', [1]), /at latent\.std \(found 1 numbers, expected 8/],
  'a deviation of zero': [field('latent.std', [0, 1, 1, 1, 1, 1, 1, 1]), /at latent\.std\.0 \(/],
  'too few deviations of the change': [field('delta.std', []), /at delta\.std \(found 0 numbers, expected 8/],
  'emotions in another order': [
    ({ manifest }) => manifest((json) => (json['emotions'] as string[]).reverse()),
    /at emotions \(found sadness, .*expected amusement, awe/,
  ],
  'an EIC file that is not listed': [
    field('eic.file', 'mllm/other.safetensors'),
    /at files \(found no mllm\/other\.safetensors/,
  ],
  'a network that is not listed': [
    ({ manifest }) => manifest(({ files }) => delete files['unet/model.onnx']),
    /at files \(found no unet\/model\.onnx/,
  ],
  'a network that is not there': [
    ({ folder }) => rm(join(folder, 'unet/model.onnx')),
    /unet\/model\.onnx cannot be read \(ENOENT\)/,
  ],
  'a network that is a folder': [
    async ({ folder }) => {
      await rm(join(folder, 'unet/model.onnx'));
      await mkdir(join(folder, 'unet/model.onnx'));
    },
    /unet\/model\.onnx is not a file/,
  ],
  'a network of 1 TB': [
    ({ folder }) => truncate(join(folder, 'unet/model.onnx'), 1e12),
    /unet\/model\.onnx has 1000000000000 bytes, expected \d+/,
  ],
  'a network of other bytes': [
    ({ manifest }) => manifest(({ files }) => Object.assign(files['unet/model.onnx']!, { sha256: '0'.repeat(64) })),
    /unet\/model\.onnx has the hash \w+, expected 0000/,
  ],
  'a network of garbage': [
    ({ replace }) => replace('unet/model.onnx', 'garbage'),
    /unet\/model\.onnx is no network that can be loaded \(.+\)/,
  ],
  'a tokenizer without contents': [
    ({ replace }) => replace('tokenizer/tokenizer.json', '{}'),
    /tokenizer\/tokenizer\.json is no tokenizer that can be used \(.+\)/,
  ],
  'a tokenizer that is not JSON': [
    ({ replace }) => replace('tokenizer/tokenizer.json', '{'),
    /tokenizer\/tokenizer\.json is not JSON \(.+\)/,
  ],
  'a scheduler that is not JSON': [
    ({ replace }) => replace('scheduler/scheduler_config.json', '['),
    /scheduler\/scheduler_config\.json is not JSON \(.+\)/,
  ],
  'a scheduler that is none': [
    ({ replace }) => replace('scheduler/scheduler_config.json', '{"beta_start":2}'),
    /scheduler_config\.json cannot be used \(scheduler config: beta_start is 2, expected .+\)/,
  ],
  'tensors without a header': [
    ({ replace }) => replace('mllm/null.safetensors', safetensors(null, 0)),
    /mllm\/null\.safetensors is no safetensors file \(its header is no object\)/,
  ],
  'tensors of which the wanted one is missing': [
    ({ replace }) => replace('mllm/null.safetensors', safetensors({}, 0)),
    /mllm\/null\.safetensors holds no tensor "null"/,
  ],
  'tensors outside the file': [
    ({ replace }) =>
      replace('mllm/null.safetensors', safetensors({ null: { dtype: 'U8', shape: [9], data_offsets: [0, 9] } }, 8)),
    /mllm\/null\.safetensors .*"null" lies outside the file/,
  ],
  'tensors that share bytes': [
    ({ replace }) => {
      const one = (begin: number) => ({ dtype: 'U8', shape: [8], data_offsets: [begin, begin + 8] });
      return replace('mllm/null.safetensors', safetensors({ null: one(0), again: one(4) }, 12));
    },
    /mllm\/null\.safetensors .*"null" and "again" share bytes/,
  ],
  'conversions that are missing': [
    ({ replace }) => replace('mllm/eic.safetensors', safetensors({}, 0)),
    /mllm\/eic\.safetensors holds no conversion \w+\/awe/,
  ],
  'conversions of a type that cannot be used': [
    ({ replace }) => {
      const sources = ['neutral', 'amusement', 'contentment', 'excitement', 'anger', 'disgust', 'fear', 'sadness'];
      const names = sources.flatMap((source) => [`a/${source}/awe`, `b/${source}/awe`]);
      const header = Object.fromEntries(names.map((name) => [name, { dtype: 'U8', shape: [0], data_offsets: [0, 0] }]));
      return replace('mllm/eic.safetensors', safetensors(header, 0));
    },
    /mllm\/eic\.safetensors cannot be used \(expected float16 or float32, found uint8\)/,
  ],
};

describe('a model that is broken is told of in one sentence', () => {
  for (const [name, [breakIt, said]] of Object.entries(cases)) {
    test(name, async () => {
      const told = [...new Set(await failuresWith(breakIt))];
      expect(told).toEqual([expect.stringMatching(said)]);
      expect(told[0]).toMatch(/^model "copy": [^\n]*; install the model again$/);
    });
  }
});

test('the copy that nothing is done to works', async () => {
  expect(await failuresWith(async () => undefined)).toEqual(['done']);
});

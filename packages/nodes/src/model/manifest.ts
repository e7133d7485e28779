import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { EMOTIONS, type Host, type ModelPart, MoodwireError, type NetworkDevice } from '@moodwire/engine';
import { z } from 'zod';
import { broken, understood } from './broken.js';

const path = z.string().regex(/^(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9_./-]*$/, 'a path inside the model folder');
const spread = z.array(z.number().positive());
/** Bounds that no real model comes near, so that a wrong number is told of before memory is asked for. */
const extent = z.int().min(1).max(65_536);

/** The networks of each part of a model. */
const NETWORKS = {
  mllm: ['mllm/decoder/model.onnx', 'mllm/vision_encoder/model.onnx'],
  unet: ['unet/model.onnx'],
  vae: ['vae_decoder/model.onnx', 'vae_encoder/model.onnx'],
} as const;

/** What every model has, beside the file that `eic` names. */
const REQUIRED = [
  ...Object.values(NETWORKS).flat(),
  'mllm/null.safetensors',
  'scheduler/scheduler_config.json',
  'tokenizer/tokenizer.json',
  'tokenizer/tokenizer_config.json',
].sort();

const shape = z.looseObject({
  format: z.literal('moodwire.model'),
  version: z.literal(1),
  name: z.string(),
  kind: z.literal('epem'),
  /** `delta`: the network predicts the change of the latent, and its null is no change. */
  guidance: z.literal('delta'),
  /** Width and height that the networks see, in pixels. */
  size: z.int().min(16).max(1024),
  latent: z.looseObject({
    channels: z.int().min(1).max(64),
    factor: z.int().min(1).max(64),
    mean: z.array(z.number()),
    std: spread,
  }),
  delta: z.looseObject({ std: spread }),
  condition: z.looseObject({ tokens: extent, dim: extent }),
  mllm: z.looseObject({
    dim: extent,
    hiddenFf: extent,
    editLayers: z.array(z.int().nonnegative()).min(1).max(256),
    maxTokens: extent,
    eosToken: z.string(),
    describePrompt: z.string(),
  }),
  emotions: z.array(z.string()),
  defaults: z.looseObject({
    steps: z.int().min(1).max(1000),
    temperature: z.number().min(0).max(2),
    guidance: z.record(z.string(), z.number()),
  }),
  eic: z.looseObject({ file: path, rank: extent }),
  /** A linear map from latents to pictures, shown on the way; without it nothing is. */
  preview: z.looseObject({ file: path }).optional(),
  /** For a precision, the files that stand for networks there. Other precisions than these are left alone. */
  variants: z.looseObject({ float16: z.record(path, path).optional() }).optional(),
  files: z.record(path, z.looseObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.int().nonnegative() })),
});

/** What must hold between fields: lengths, order, and that every file that will be opened is listed. */
const schema = shape.superRefine((manifest, context) => {
  const refuse = (field: string, message: string) =>
    context.addIssue({ code: 'custom', path: field.split('.'), message });
  const { size, latent, delta, emotions, eic, preview, files } = manifest;
  if (size % latent.factor !== 0) refuse('size', `found ${size}, expected a multiple of the factor ${latent.factor}`);
  const lists = { 'latent.mean': latent.mean, 'latent.std': latent.std, 'delta.std': delta.std };
  for (const [field, { length }] of Object.entries(lists)) {
    if (length !== latent.channels) refuse(field, `found ${length} numbers, expected ${latent.channels}, as channels`);
  }
  if (emotions.join() !== EMOTIONS.join()) {
    refuse('emotions', `found ${emotions.join(', ').slice(0, 200)}, expected ${EMOTIONS.join(', ')}`);
  }
  for (const file of [...REQUIRED, eic.file, ...(preview ? [preview.file] : [])]) {
    if (!Object.hasOwn(files, file)) refuse('files', `found no ${file}, expected it to be listed`);
  }
  const networks: readonly string[] = Object.values(NETWORKS).flat();
  for (const [network, variant] of Object.entries(manifest.variants?.float16 ?? {})) {
    if (!networks.includes(network)) {
      refuse('variants.float16', `found ${network.slice(0, 200)}, expected one of ${networks.join(', ')}`);
    } else if (!Object.hasOwn(files, variant)) refuse('files', `found no ${variant}, expected it to be listed`);
  }
});

/** What a model folder says of itself, in its `manifest.json`. */
export type Manifest = z.infer<typeof schema>;

type Precision = NetworkDevice['precision'];

const FILE = 'manifest.json';
const MAX_BYTES = 2 ** 20;

/** Reads a model's manifest and its hash, which covers the weights. Throws a `MoodwireError` that names what is wrong. */
export async function readManifest(
  host: Host,
  name: string,
): Promise<{ manifest: Manifest; hash: string; folder: string }> {
  const folder = await host.modelFolder(name);
  return { ...(await readManifestIn(folder, name)), folder };
}

/** The same of any folder; `name` stands in messages. */
export async function readManifestIn(folder: string, name: string): Promise<{ manifest: Manifest; hash: string }> {
  const path = join(folder, FILE);
  const wrong = (what: string) => broken(name, FILE, what);
  const found = await understood(name, FILE, 'cannot be read', () => stat(path));
  if (!found.isFile()) throw wrong(`is ${found.isDirectory() ? 'a folder' : 'no file'}, expected a file`);
  if (found.size > MAX_BYTES) throw wrong(`has ${found.size} bytes, expected at most ${MAX_BYTES}`);
  const bytes = await understood(name, FILE, 'cannot be read', () => readFile(path));
  const json: unknown = await understood(name, FILE, 'is not JSON', () => JSON.parse(bytes.toString('utf8')));
  const result = schema.safeParse(json);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw wrong(`is not understood at ${issue?.path.join('.') || 'its top'} (${issue?.message})`);
  }
  return { manifest: result.data, hash: createHash('sha256').update(bytes).digest('hex') };
}

/** The precision at which a part really runs where `asked` is asked for: `float16` only if the model offers it. */
export function precisionOf(manifest: Manifest, part: ModelPart['part'], asked: Precision): Precision {
  const variants = asked === 'float16' ? manifest.variants?.float16 : undefined;
  return variants && NETWORKS[part].some((file) => Object.hasOwn(variants, file)) ? 'float16' : 'float32';
}

/** The file that holds a network at the precision of a part. */
export function variantOf(manifest: Manifest, part: ModelPart, network: string): string {
  const variants = part.precision === 'float16' ? manifest.variants?.float16 : undefined;
  return variants && Object.hasOwn(variants, network) ? variants[network]! : network;
}

/** The manifest of a loaded model part. Throws when the folder has changed since the part was loaded. */
export async function manifestOf(host: Host, part: ModelPart): Promise<{ manifest: Manifest; folder: string }> {
  const { manifest, hash, folder } = await host.resources.get(`manifest:${part.name}:${part.hash}`, () =>
    readManifest(host, part.name),
  );
  if (hash !== part.hash) throw new MoodwireError(`model "${part.name}" changed while it was in use: run again`);
  return { manifest, folder };
}

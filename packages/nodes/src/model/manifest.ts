import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EMOTIONS, type Host, type ModelPart, MoodwireError } from '@moodwire/engine';
import { z } from 'zod';

const path = z.string().regex(/^(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9_./-]*$/, 'a path inside the model folder');
const channels = z.array(z.number());

const schema = z.looseObject({
  format: z.literal('moodwire.model'),
  version: z.literal(1),
  name: z.string(),
  kind: z.literal('epem'),
  /** `delta`: the network predicts the change of the latent, and its null is no change. */
  guidance: z.literal('delta'),
  /** Width and height that the networks see, in pixels. */
  size: z.int().min(16).max(2048),
  latent: z.looseObject({
    channels: z.int().min(1).max(64),
    factor: z.int().min(1).max(64),
    mean: channels,
    std: channels,
  }),
  delta: z.looseObject({ std: channels }),
  condition: z.looseObject({ tokens: z.int().positive(), dim: z.int().positive() }),
  mllm: z.looseObject({
    dim: z.int().positive(),
    hiddenFf: z.int().positive(),
    editLayers: z.array(z.int()),
    maxTokens: z.int().positive(),
    eosToken: z.string(),
    describePrompt: z.string(),
  }),
  emotions: z.array(z.enum(EMOTIONS)).length(EMOTIONS.length),
  defaults: z.looseObject({
    steps: z.int().min(1).max(1000),
    temperature: z.number().min(0).max(2),
    guidance: z.record(z.string(), z.number()),
  }),
  eic: z.looseObject({ file: path, rank: z.int().positive() }),
  files: z.record(path, z.looseObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.int().nonnegative() })),
});

/** What a model folder says of itself, in its `manifest.json`. */
export type Manifest = z.infer<typeof schema>;

const MAX_BYTES = 2 ** 20;

/** Reads a model's manifest and its hash, which covers the weights. Throws a `MoodwireError` that names what is wrong. */
export async function readManifest(
  host: Host,
  name: string,
): Promise<{ manifest: Manifest; hash: string; folder: string }> {
  const folder = await host.modelFolder(name);
  const bytes = await readFile(join(folder, 'manifest.json'));
  const wrong = (what: string) => new MoodwireError(`model "${name}": manifest.json ${what}; install the model again`);
  if (bytes.length > MAX_BYTES) throw wrong(`has ${bytes.length} bytes, expected at most ${MAX_BYTES}`);
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw wrong('is not JSON');
  }
  const result = schema.safeParse(json);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw wrong(`is not understood at ${issue?.path.join('.') || 'its top'} (${issue?.message})`);
  }
  return { manifest: result.data, hash: createHash('sha256').update(bytes).digest('hex'), folder };
}

/** The manifest of a loaded model part. Throws when the folder has changed since the part was loaded. */
export async function manifestOf(host: Host, part: ModelPart): Promise<{ manifest: Manifest; folder: string }> {
  const { manifest, hash, folder } = await host.resources.get(`manifest:${part.name}:${part.hash}`, () =>
    readManifest(host, part.name),
  );
  if (hash !== part.hash) throw new MoodwireError(`model "${part.name}" changed while it was in use: run again`);
  return { manifest, folder };
}

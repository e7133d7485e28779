import { defineNode, type ModelPart, mllm, string, unet, vae } from '@moodwire/engine';
import { readManifest } from './manifest.js';

/** Every model runs on the CPU in float32 for now; both are part of the key of all that is computed. */
const PROVIDER = 'cpu';
const PRECISION = 'float32';

export const loadModel = defineNode({
  type: 'model/load',
  title: 'Load model',
  version: 1,
  summary: 'Opens a model folder and hands out its parts: the reader of pictures and words, the painter, the codec.',
  inputs: {},
  params: { model: string({ default: 'mini', help: 'The name of a folder in models/. `mini` ships with Moodwire.' }) },
  outputs: { mllm: mllm(), unet: unet(), vae: vae() },
  runsOn: 'backend',
  async fingerprint({ params, host }) {
    const { hash } = await readManifest(host, params.model);
    return `${hash}:${PROVIDER}:${PRECISION}`;
  },
  async run({ params, host }) {
    const { hash } = await readManifest(host, params.model);
    const part = (name: ModelPart['part']): ModelPart => ({
      part: name,
      name: params.model,
      hash,
      provider: PROVIDER,
      precision: PRECISION,
    });
    return { mllm: part('mllm'), unet: part('unet'), vae: part('vae') };
  },
});

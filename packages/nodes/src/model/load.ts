import { defineNode, type Host, type ModelPart, mllm, string, unet, vae } from '@moodwire/engine';
import { precisionOf, readManifest } from './manifest.js';

/** The parts of a model as the device of `host` runs them. */
async function partsOf(host: Host, name: string) {
  const { manifest, hash } = await readManifest(host, name);
  const { provider, precision } = host.device;
  const part = (part: ModelPart['part']): ModelPart => ({
    part,
    name,
    hash,
    provider,
    precision: precisionOf(manifest, part, precision),
  });
  return { mllm: part('mllm'), unet: part('unet'), vae: part('vae') };
}

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
    const { mllm, unet, vae } = await partsOf(host, params.model);
    return [mllm.hash, mllm.provider, mllm.precision, unet.precision, vae.precision].join(':');
  },
  run: ({ params, host }) => partsOf(host, params.model),
});

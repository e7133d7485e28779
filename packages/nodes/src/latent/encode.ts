import { defineNode, image, latent, vae } from '@moodwire/engine';
import { toPlanarRgb } from '../image/index.js';
import { manifestOf } from '../model/manifest.js';
import { encodeLatent } from './vae.js';

export const encode = defineNode({
  type: 'latent/encode',
  title: 'VAE encode',
  version: 1,
  summary: 'Turns a picture into the small map that the diffusion network works on.',
  inputs: { image: image(), vae: vae() },
  params: {},
  outputs: { latent: latent() },
  runsOn: 'backend',
  async run({ inputs, host }) {
    const { manifest } = await manifestOf(host, inputs.vae);
    const planes = toPlanarRgb(inputs.image, manifest.size, manifest.size);
    return { latent: await encodeLatent(host, inputs.vae, planes) };
  },
});

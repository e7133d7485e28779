import {
  choice,
  defineNode,
  EMOTIONS,
  emptyGraph,
  expand,
  float,
  type Graph,
  image,
  type Json,
  seed,
  string,
} from '@moodwire/engine';
import { decode, encode } from '../latent/index.js';
import { loadModel } from '../model/index.js';
import { denoise } from './denoise.js';
import { eicConvert } from './eic-convert.js';
import { mllmEncode } from './mllm-encode.js';
import { perRetain } from './per-retain.js';

/** The whole of EPEM as one node. What it returns is a graph of the nodes that do the work, each kept by itself. */
export const editEmotion = defineNode({
  type: 'emotion/edit',
  title: 'Edit the emotion',
  version: 1,
  summary: 'Changes the mood of a picture and keeps what is in it: all steps of the edit in one node.',
  inputs: { image: image() },
  params: {
    target: choice(EMOTIONS, { default: 'awe', help: 'The emotion that the picture should express.' }),
    strength: float({ default: 1, min: 0, max: 1, step: 0.05, help: 'How far to go. 0 leaves the picture as it is.' }),
    seed: seed(),
    model: string({ default: 'mini', help: 'The name of a folder in models/. `mini` ships with Moodwire.' }),
  },
  outputs: { image: image() },
  runsOn: 'host',
  run({ inputs, params }) {
    if (params.strength === 0) return { image: inputs.image };
    return expand<{ image: typeof inputs.image }>(editGraph(params), { image: inputs.image });
  },
});

type Settings = Readonly<Record<'target' | 'strength' | 'seed' | 'model', Json>>;

function editGraph({ target, strength, seed, model }: Settings): Graph {
  const condition = { condition: 'convert.condition', source: 'read.condition' };
  return {
    ...emptyGraph(),
    interface: {
      inputs: { image: ['read.image', 'encode.image', 'decode.photo'] },
      outputs: { image: 'decode.image' },
    },
    nodes: {
      model: { type: loadModel.type, params: { model } },
      read: { type: mllmEncode.type, inputs: { mllm: 'model.mllm' } },
      convert: { type: eicConvert.type, inputs: { prompt: 'read.prompt' }, params: { target } },
      encode: { type: encode.type, inputs: { vae: 'model.vae' } },
      denoise: {
        type: denoise.type,
        inputs: { unet: 'model.unet', latent: 'encode.latent', ...condition },
        params: { seed },
      },
      retain: {
        type: perRetain.type,
        inputs: { source: 'encode.latent', edited: 'denoise.latent', relevance: 'denoise.relevance' },
      },
      decode: {
        type: decode.type,
        inputs: { edited: 'retain.latent', source: 'encode.latent', mask: 'retain.mask' },
        params: { strength },
      },
    },
  };
}

import {
  choice,
  condition,
  defineNode,
  EMOTIONS,
  emotion,
  type Host,
  image,
  type ModelPart,
  mllm,
  type Prompt,
  prompt,
  string,
  type Tensor,
} from '@moodwire/engine';
import { toPlanarRgb } from '../image/index.js';
import { broken } from '../model/broken.js';
import { manifestOf } from '../model/manifest.js';
import { readModelTensors } from '../model/model-file.js';
import { runDecoder, seePicture } from './mllm.js';

export const mllmEncode = defineNode({
  type: 'emotion/mllm-encode',
  title: 'MLLM encode',
  version: 1,
  summary: 'Reads the picture and the instruction, and says what the picture feels like now.',
  inputs: { image: image(), mllm: mllm() },
  params: {
    instruction: string({
      default: '',
      help: 'What to do, in words. Leave it empty where EIC names the target: with mini, words that are there win over it.',
      multiline: true,
    }),
    source: choice(['read', 'neutral', ...EMOTIONS], {
      default: 'read',
      help: 'What the picture feels like now: as the model reads it, or as you name it where it is wrong.',
    }),
  },
  outputs: { condition: condition(), null: condition(), source: emotion(), prompt: prompt() },
  runsOn: 'backend',
  async run({ inputs, params, host, signal, progress }) {
    const { manifest } = await manifestOf(host, inputs.mllm);
    const planes = toPlanarRgb(inputs.image, manifest.size, manifest.size);
    const { imageEmbeds, emotion: source } = await seePicture(host, inputs.mllm, planes);
    progress(1, 2);
    signal.throwIfAborted();
    const made: Prompt = {
      mllm: inputs.mllm,
      instruction: params.instruction,
      source: params.source === 'read' ? source.name : params.source,
      imageEmbeds,
    };
    const tokens = await runDecoder(host, made);
    const none = await nullCondition(host, inputs.mllm);
    progress(2, 2);
    const space = inputs.mllm.hash;
    return {
      condition: { tensor: tokens, space },
      null: { tensor: none, space },
      source,
      prompt: made,
    };
  },
});

/** What the UNet was trained to understand as no condition at all. */
function nullCondition(host: Host, mllm: ModelPart): Promise<Tensor> {
  const file = 'mllm/null.safetensors';
  return host.resources.get(`null:${mllm.hash}`, async () => {
    const tokens = (await readModelTensors(host, mllm, file)).get('null');
    if (!tokens) throw broken(mllm.name, file, 'holds no tensor "null"');
    return tokens;
  });
}

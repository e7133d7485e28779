import { choice, condition, defineNode, EMOTIONS, float, prompt } from '@moodwire/engine';
import { shippedConversion } from './eic-edits.js';
import { runDecoder } from './mllm.js';

/** EIC: a closed-form edit of MLP weights (after MEMIT, Meng et al. 2023), given to the network as an input. */
export const eicConvert = defineNode({
  type: 'emotion/eic-convert',
  title: 'EIC convert',
  version: 1,
  summary: 'Turns the emotion that the model reads into the one you want, by editing its weights for this one run.',
  inputs: { prompt: prompt() },
  params: {
    target: choice(EMOTIONS, { default: 'awe', help: 'The emotion that the picture should express.' }),
    scale: float({ default: 1, min: 0, max: 2, step: 0.05, help: 'How far to convert. 0 leaves the model as it is.' }),
  },
  outputs: { condition: condition() },
  runsOn: 'backend',
  async run({ inputs, params, host }) {
    const { mllm, source } = inputs.prompt;
    // Where both are the same the picture is read as neutral, and the conversion from neutral is applied.
    const from = source === params.target ? 'neutral' : source;
    const { a, b } = await shippedConversion(host, mllm, from, params.target);
    const tokens = await runDecoder(host, { ...inputs.prompt, source: from }, { a, b, scale: params.scale });
    return { condition: { tensor: tokens, space: mllm.hash, target: params.target } };
  },
});

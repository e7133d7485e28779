import { choice, defineNode, float, type Latent, latent, type Mask, mask, optional } from '@moodwire/engine';
import { relevanceToMask, resizeMask, retainGlobal, retainRegion } from '../retain/index.js';

export const perRetain = defineNode({
  type: 'emotion/per-retain',
  title: 'PER retain',
  version: 1,
  summary: 'Keeps what carries no emotion exactly as it was.',
  inputs: { source: latent(), edited: latent(), relevance: optional(mask()), mask: optional(mask()) },
  params: {
    keep: float({
      default: 1,
      min: 0,
      max: 1,
      step: 0.05,
      help: 'How strongly to hold on to the source. 0 keeps nothing.',
    }),
    mode: choice(['auto', 'region', 'global'], {
      default: 'auto',
      help: 'Region edits the places where the emotion lies; global changes tone and colour and keeps the detail.',
    }),
  },
  outputs: { latent: latent(), mask: mask() },
  runsOn: 'backend',
  run({ inputs, params }) {
    const { source, edited } = inputs;
    const found = whereToEdit(inputs, params.mode);
    if (found.mode === 'global') {
      return { latent: retainGlobal(source, edited, params.keep), mask: eased(found.mask, params.keep) };
    }
    return {
      latent: retainRegion(source, edited, found.mask, params.keep),
      mask: eased(found.mask, params.keep),
    };
  },
});

type Where = { readonly mask: Mask; readonly mode: 'region' | 'global' };

/** A mask that is wired in was meant; else it is found in the relevance, and without any the edit is global. */
function whereToEdit(
  inputs: { readonly source: Latent; readonly relevance: Mask | undefined; readonly mask: Mask | undefined },
  mode: 'auto' | 'region' | 'global',
): Where {
  const [, , height = 0, width = 0] = inputs.source.tensor.shape;
  const everywhere: Mask = { width, height, data: new Float32Array(width * height).fill(1) };
  if (mode === 'global') return { mask: everywhere, mode };
  if (inputs.mask) return { mask: inputs.mask, mode: 'region' };
  if (!inputs.relevance) return { mask: everywhere, mode: 'global' };
  const found = relevanceToMask(resizeMask(inputs.relevance, width, height));
  return mode === 'region' ? { mask: found.mask, mode } : found;
}

/** The mask as far as it acts: with keep 0 it is 1 everywhere. */
function eased(mask: Mask, keep: number): Mask {
  return keep === 1 ? mask : { ...mask, data: mask.data.map((value) => 1 - keep * (1 - value)) };
}

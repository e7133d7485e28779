import { type AnyNode, defineNode, float, image, latent, list, mask, optional } from '@moodwire/engine';

const retain = defineNode({
  type: 'emotion/retain',
  title: 'Retain',
  version: 1,
  summary: 'Test.',
  inputs: { source: latent(), relevance: optional(mask()), pictures: list(image()) },
  params: { keep: float({ default: 1, help: 'How much.' }) },
  outputs: { latent: latent() },
  runsOn: 'backend',
  run({ inputs, params }) {
    const space: string = inputs.source.vae.hash;
    const keep: number = params.keep;
    // @ts-expect-error an optional input may be missing
    inputs.relevance.width;
    const widths: number[] = inputs.pictures.map((picture) => picture.width);
    return { latent: { ...inputs.source, vae: { ...inputs.source.vae, name: `${space}${keep}${widths}` } } };
  },
});

export const erased: AnyNode = retain;

defineNode({
  type: 'test/wrong',
  title: 'Wrong',
  version: 1,
  summary: 'Test.',
  inputs: {},
  params: {},
  outputs: { latent: latent() },
  runsOn: 'host',
  // @ts-expect-error the result has no `latent`
  run: () => ({ image: 1 }),
});

import {
  type AnyNode,
  any,
  choice,
  defineNode,
  float,
  image,
  latent,
  list,
  mask,
  optional,
  text,
} from '@moodwire/engine';

const common = { title: 'Test', version: 1, summary: 'Test.', runsOn: 'backend' } as const;

const retain = defineNode({
  ...common,
  type: 'emotion/retain',
  inputs: { source: latent(), relevance: optional(mask()), pictures: list(image()) },
  params: {
    keep: float({ default: 1, help: 'How much.' }),
    mood: choice(['awe', 'fear'], { default: 'awe', help: 'Mood.' }),
  },
  outputs: { latent: latent() },
  run({ inputs, params }) {
    const shape: readonly number[] = inputs.source.tensor.shape;
    const keep: number = params.keep;
    const mood: 'awe' | 'fear' = params.mood;
    // @ts-expect-error an optional input may be missing
    inputs.relevance.width;
    // @ts-expect-error no such input
    inputs.image;
    // @ts-expect-error no such param
    params.strength;
    // @ts-expect-error a number is no text
    const word: string = params.keep;
    // @ts-expect-error inputs are not to be changed
    inputs.pictures = [];
    const widths: number[] = inputs.pictures.map((picture) => picture.width);
    console.log(mood, word);
    return { latent: { ...inputs.source, tensor: { ...inputs.source.tensor, shape: [keep, ...shape, ...widths] } } };
  },
});

/** A registry holds nodes of every shape. */
export const erased: AnyNode = retain;

defineNode({
  ...common,
  type: 'test/wrong-output',
  inputs: {},
  params: {},
  outputs: { latent: latent() },
  // @ts-expect-error the result has no `latent`
  run: () => ({ image: 1 }),
});

defineNode({
  ...common,
  type: 'test/wrong-shape',
  inputs: {},
  params: {},
  outputs: { words: text(), anything: any() },
  // @ts-expect-error `words` is a text
  run: async () => ({ words: 1, anything: [1] }),
});

defineNode({
  ...common,
  type: 'test/wrong-default',
  inputs: {},
  // @ts-expect-error the default is none of the words
  params: { mood: choice(['awe', 'fear'], { default: 'joy', help: 'Mood.' }) },
  outputs: {},
  run: () => ({}),
});

import {
  any,
  bool,
  buildGraph,
  choice,
  defineNode,
  either,
  float,
  type Image,
  image,
  int,
  latent,
  list,
  mask,
  optional,
  type Ref,
  seed,
  text,
} from '@moodwire/engine';

const common = { title: 'Test', version: 1, summary: 'Test.', runsOn: 'host' } as const;
declare const picture: Image;

const load = defineNode({
  ...common,
  type: 'test/load',
  inputs: {},
  params: { width: int({ default: 1, help: 'Width.' }) },
  outputs: { image: image(), name: text(), all: list(image()) },
  run: () => ({ image: picture, name: 'x', all: [picture] }),
});

const encode = defineNode({
  ...common,
  type: 'test/encode',
  inputs: { image: image(), area: optional(mask()) },
  params: {
    mood: choice(['awe', 'fear'], { default: 'awe', help: 'Mood.' }),
    strength: float({ default: 1, help: 'How much.' }),
    fast: bool({ default: false, help: 'Fast?' }),
    seed: seed(),
  },
  outputs: { latent: latent() },
  run: ({ inputs, params }) => {
    const mood: 'awe' | 'fear' = params.mood;
    const width: number | undefined = inputs.area?.width;
    throw new Error(`${mood}${width}${params.seed}${params.fast}`);
  },
});

const decode = defineNode({
  ...common,
  type: 'test/decode',
  inputs: { latent: latent(), parts: list(image()), either: optional(either(image(), mask())) },
  params: {},
  outputs: { image: image(), anything: any() },
  run: () => ({ image: picture, anything: null }),
});

// Right wiring compiles, and what comes out has the type of the port.
const build = buildGraph('Right');
const loaded = build.add('load', load, {});
const ref: Ref<Image> = loaded.image;
const encoded = build.add('encode', encode, { image: ref, mood: 'fear', strength: 0.5 });
const decoded = build.add('decode', decode, { latent: encoded.latent, parts: [loaded.image, ref], either: ref });
build.add('whole', decode, { latent: encoded.latent, parts: loaded.all });
build.add('fed', load, { width: loaded.name as unknown as Ref<number> });
build.output('image', decoded.image);

// Wrong wiring does not.
const wrong = buildGraph('Wrong');
// @ts-expect-error an image is no latent
wrong.add('a', decode, { latent: loaded.image, parts: [] });
// @ts-expect-error a text is no image
wrong.add('b', encode, { image: loaded.name });
// @ts-expect-error `image` is required
wrong.add('c', encode, {});
// @ts-expect-error a mood is a word
wrong.add('d', encode, { image: loaded.image, mood: 3 });
// @ts-expect-error a mood is one of two words
wrong.add('e', encode, { image: loaded.image, mood: 'joy' });
// @ts-expect-error there is no param `strenght`
wrong.add('f', encode, { image: loaded.image, strenght: 1 });
// @ts-expect-error a param that is a number cannot be fed by an image
wrong.add('g', encode, { image: loaded.image, strength: loaded.image });
// @ts-expect-error a list of latents is no list of images
wrong.add('h', decode, { latent: encoded.latent, parts: [encoded.latent] });
// @ts-expect-error an input that is no list takes one link
wrong.add('i', encode, { image: [loaded.image] });
// @ts-expect-error a latent is neither image nor mask
wrong.add('j', decode, { latent: encoded.latent, parts: [], either: encoded.latent });
// @ts-expect-error an input takes a link and not the value itself
wrong.add('k', encode, { image: picture });
// @ts-expect-error there is no output `mask`
wrong.output('mask', loaded.mask);

import { buildGraph, defineGraph, type Image, list, type Mask, mask, optional, text } from '@moodwire/engine';
import { grid, load, resize } from '@moodwire/nodes';
import { loadGraph, run } from 'moodwire';

declare const picture: Image;
declare const area: Mask;

const smaller = defineGraph({
  title: 'Smaller',
  inputs: { photo: text(), width: resize.params.width, fit: resize.params.fit },
  build(g, { photo, width, fit }) {
    const { image } = g.add('load', load, { file: photo });
    // @ts-expect-error a text is no number
    g.add('wrong', resize, { image, width: photo });
    // @ts-expect-error any text is no word of the three
    g.add('words', resize, { image, fit: photo });
    return { ...g.add('small', resize, { image, width, fit }), whole: image };
  },
});

// Right inputs compile, those with a default may be left out, and outputs have the types of their ports.
const job = run(smaller, { photo: 'photo.jpg', width: 3, fit: 'cover' });
const made: { readonly image: Image; readonly whole: Image } = await job;
console.log(made, await run(smaller, { photo: 'photo.jpg' }, { cache: false }));
for await (const event of job) if (event.event === 'failed') console.log(event.message);

// Wrong ones do not.
// @ts-expect-error `photo` must be given
run(smaller, {});
// @ts-expect-error `photo` must be given
run(smaller);
// @ts-expect-error there is no input `widht`
run(smaller, { photo: 'photo.jpg', widht: 3 });
// @ts-expect-error a width is a number
run(smaller, { photo: 'photo.jpg', width: '3' });
// @ts-expect-error `fit` is one of three words
run(smaller, { photo: 'photo.jpg', fit: 'out' });
// @ts-expect-error there is no output `mask`
console.log(made.mask);

// @ts-expect-error what is given is an output of a node
defineGraph({ inputs: { photo: text() }, build: (_, { photo }) => ({ photo }) });

// Values that are no params, lists of them, and inputs that may be left out.
const many = defineGraph({
  inputs: { pictures: list({ kind: 'image' } as typeof load.outputs.image), area: optional(mask()) },
  build: (g, { pictures }) => g.add('grid', grid, { images: pictures }),
});
const sheet: Image = (await run(many, { pictures: [picture], area })).image;
run(many, { pictures: [] });
// @ts-expect-error a mask is no picture
run(many, { pictures: [area] });

// A saved graph is as loose as JSON, or has the types that it is said to have.
const loose = await loadGraph('describe');
const { text: said } = await run(loose, { photo: 'photo.jpg', anything: 1 });
// @ts-expect-error what it is is not known
said.length;
const describe = await loadGraph<{ photo?: string }, { text: string }>('describe');
const words: string = (await run(describe)).text;
await run(describe, { photo: 'photo.jpg' });
// @ts-expect-error there is no input `foto`
await run(describe, { foto: 'photo.jpg' });
// @ts-expect-error there is no output `texts`
(await run(describe)).texts;
const typed = await run(await loadGraph(smaller), { photo: 'photo.jpg' });
const width: number = typed.image.width;
await run(buildGraph().graph);
console.log(sheet, words, width);

// A node that is mapped takes lists and gives lists.
const g = buildGraph();
const { image } = g.add('load', load, {}, { mode: 'mute', title: 'Photo' });
const each = g.add('each', resize, { image: [image, image] }, { map: { by: 'pair' } });
g.add('sheet', grid, { images: each.image });
g.add('again', resize, { image: each.image }, { map: { by: 'repeat', atOnce: 2 } });
// @ts-expect-error a list of pictures is no picture
g.add('one', resize, { image: each.image });
// @ts-expect-error there is no way `by: 'all'`
g.add('all', resize, { image: each.image }, { map: { by: 'all' } });

import { boolean, defineNode, either, MoodwireError, number, optional, string, text } from '@moodwire/engine';

const blank = () => optional(either(text(), number(), boolean()));

export const template = defineNode({
  type: 'text/template',
  title: 'Fill in',
  version: 1,
  summary: 'Fills words and numbers into a sentence of yours, such as a caption that names the size of a picture.',
  inputs: { a: blank(), b: blank(), c: blank(), d: blank() },
  params: {
    text: string({
      default: '{a}',
      help: 'The sentence. {a}, {b}, {c} and {d} stand for what is linked to these inputs.',
      multiline: true,
    }),
  },
  outputs: { text: text() },
  runsOn: 'host',
  run({ inputs, params }) {
    const filled = params.text.replace(/\{([abcd])\}/g, (_, name: keyof typeof inputs) => {
      const value = inputs[name];
      if (value !== undefined) return write(value);
      throw new MoodwireError(
        `the sentence asks for {${name}}, and nothing is linked to "${name}": link something to it`,
      );
    });
    return { text: filled };
  },
});

/** As people write it: 0.1 + 0.2 is 0.3. */
function write(value: unknown): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(12)));
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  throw new MoodwireError('only text, numbers, and yes or no can be filled in: link one of these');
}

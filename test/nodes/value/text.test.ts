import { lines, template, textList, textPack } from '@moodwire/nodes';
import { describe, expect, test } from 'vitest';
import { context } from '../image/pictures.js';
import { expectHelp } from './help.js';

test('every node and param of the pack explains itself', () => {
  expectHelp(textPack.nodes, ['text/lines', 'text/list', 'text/template']);
});

test('text/lines gives each line that has something in it, however the lines end', () => {
  expect(lines.run(context({}, { text: 'awe\r\n\n  fear \rjoy of life' }))).toEqual({
    lines: ['awe', 'fear', 'joy of life'],
  });
  expect(lines.run(context({}, { text: ' \n' }))).toEqual({ lines: [] });
});

test('text/list gives the texts as they were typed', () => {
  const typed = ['awe', '', ' joy of life '];
  expect(textList.run(context({}, { lines: typed }))).toEqual({ lines: typed });
});

describe('text/template', () => {
  type Inputs = Parameters<typeof template.run>[0]['inputs'];
  const fill = (text: string, inputs: Partial<Inputs>) =>
    template.run(context({ a: undefined, b: undefined, c: undefined, d: undefined, ...inputs }, { text }));

  test('fills in words, numbers, and yes or no, as often as they are named', () => {
    expect(fill('{a} is {b} px wide: {c}. {a}!', { a: '$& cat', b: 0.1 + 0.2, c: true })).toEqual({
      text: '$& cat is 0.3 px wide: yes. $& cat!',
    });
  });

  test('leaves other brackets, and what it fills in, as they are', () => {
    expect(fill('{e} {} {a}', { a: '{b}' })).toEqual({ text: '{e} {} {b}' });
  });

  test('says which input is missing, and what cannot be written', () => {
    expect(() => fill('{b}', { a: 1 })).toThrow('the sentence asks for {b}, and nothing is linked to "b": link some');
    expect(() => fill('{a}', { a: [1] as never })).toThrow('only text, numbers, and yes or no can be filled in');
  });
});

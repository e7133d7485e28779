import { join, listPack, pick } from '@moodwire/nodes';
import { expect, test } from 'vitest';
import { context } from '../image/pictures.js';
import { expectHelp } from './help.js';

test('every node and param of the pack explains itself', () => {
  expectHelp(listPack.nodes, ['list/pick', 'list/join']);
});

test('list/pick counts from the front and from the back, and says how far it can count', () => {
  const at = (index: number, items: readonly string[] = ['a', 'b', 'c']) => pick.run(context({ items }, { index }));
  expect([0, 2, -1, -3].map((index) => at(index))).toEqual([
    { item: 'a' },
    { item: 'c' },
    { item: 'c' },
    { item: 'a' },
  ]);
  expect(() => at(3)).toThrow('index is 3, expected -3 to 2: the list has 3 items');
  expect(() => at(0, [])).toThrow('the list is empty: there is nothing to pick');
});

test('list/join keeps the order of both', () => {
  expect(join.run(context({ first: [1, 'two'], second: [null] }, {}))).toEqual({ items: [1, 'two', null] });
});

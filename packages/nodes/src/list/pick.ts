import { any, defineNode, int, list, MoodwireError } from '@moodwire/engine';

export const pick = defineNode({
  type: 'list/pick',
  title: 'Pick one',
  version: 1,
  summary: 'Takes one item out of a list, counted from the front or from the back.',
  inputs: { items: list(any()) },
  params: {
    index: int({ default: 0, help: 'Which one: 0 is the first, 1 the second; -1 is the last, -2 the one before it.' }),
  },
  outputs: { item: any() },
  runsOn: 'host',
  run({ inputs: { items }, params: { index } }) {
    const item = items.at(index);
    if (item !== undefined) return { item };
    if (items.length === 0) throw new MoodwireError('the list is empty: there is nothing to pick');
    const { length } = items;
    throw new MoodwireError(`index is ${index}, expected ${-length} to ${length - 1}: the list has ${length} items`);
  },
});

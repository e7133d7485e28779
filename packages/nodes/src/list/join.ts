import { any, defineNode, list } from '@moodwire/engine';

export const join = defineNode({
  type: 'list/join',
  title: 'Join lists',
  version: 1,
  summary: 'Makes one list of two: first all items of the one, then all of the other.',
  inputs: { first: list(any()), second: list(any()) },
  params: {},
  outputs: { items: list(any()) },
  runsOn: 'host',
  run({ inputs }) {
    return { items: [...inputs.first, ...inputs.second] };
  },
});

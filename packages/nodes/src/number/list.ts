import { defineNode, integer, list, number, numbers } from '@moodwire/engine';

export const numberList = defineNode({
  type: 'number/list',
  title: 'List of numbers',
  version: 1,
  summary: 'Holds the numbers that you choose, to try a setting at just these values.',
  inputs: {},
  params: { numbers: numbers({ default: [0, 0.5, 1], help: 'The numbers that go out, in this order.' }) },
  outputs: { numbers: list(number()), rounded: list(integer()) },
  runsOn: 'host',
  run: ({ params }) => ({ numbers: params.numbers, rounded: params.numbers.map(Math.round) }),
});

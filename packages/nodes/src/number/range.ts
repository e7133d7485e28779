import { defineNode, float, int, integer, list, number } from '@moodwire/engine';

export const range = defineNode({
  type: 'number/range',
  title: 'Row of numbers',
  version: 1,
  summary: 'Counts from a start in even steps, to try a setting at several values or to number things.',
  inputs: {},
  params: {
    start: float({ default: 0, help: 'The first number.' }),
    count: int({ default: 5, min: 0, max: 10_000, step: 1, help: 'How many numbers there are.' }),
    step: float({ default: 1, help: 'How far it is from each number to the next. Below 0 it counts down.' }),
  },
  outputs: { numbers: list(number()), rounded: list(integer()) },
  runsOn: 'host',
  run({ params }) {
    const numbers = Array.from({ length: params.count }, (_, i) => tidy(params.start + i * params.step));
    return { numbers, rounded: numbers.map(Math.round) };
  },
});

/** Takes off the dust of binary fractions: three steps of 0.1 are 0.3. */
const tidy = (value: number): number => Number(value.toPrecision(15));

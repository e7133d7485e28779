import { defineNode, float, integer, number } from '@moodwire/engine';

export const numberValue = defineNode({
  type: 'number/value',
  title: 'Number',
  version: 1,
  summary: 'Holds one number, so that you set it once and feed it to as many places as you like.',
  inputs: {},
  params: { value: float({ default: 1, help: 'The number that goes out.' }) },
  outputs: { number: number(), rounded: integer() },
  runsOn: 'host',
  run({ params }) {
    return { number: params.value, rounded: Math.round(params.value) };
  },
});

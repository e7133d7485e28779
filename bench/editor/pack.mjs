import { choice, defineNode, float, optional, string, text } from '@moodwire/engine';
import { DEFAULTS, INPUTS, MODES, OUTPUTS, TYPE } from './graph.mjs';

/** The kind of node that the measured graphs are made of. It is drawn here and never run. */
const blend = defineNode({
  type: TYPE,
  title: 'Blend',
  version: 1,
  summary: 'For the benchmark.',
  inputs: Object.fromEntries(INPUTS.map((name) => [name, optional(text())])),
  params: {
    amount: float({ default: DEFAULTS.amount, min: 0, max: 1, step: 0.01, help: 'How much.' }),
    mode: choice(MODES, { default: DEFAULTS.mode, help: 'In which way.' }),
    note: string({ default: DEFAULTS.note, help: 'Words of your own.' }),
  },
  outputs: Object.fromEntries(OUTPUTS.map((name) => [name, text()])),
  runsOn: 'host',
  run: ({ params }) => Object.fromEntries(OUTPUTS.map((name) => [name, params.note])),
});

export const pack = { name: 'bench', nodes: [blend] };

import { setTimeout as wait } from 'node:timers/promises';
import { defineNode, float, int, optional, type Pack, text } from '@moodwire/engine';

/** Nodes for a server that is measured: one that passes a text on, and one that tells of many steps. */
const pass = defineNode({
  type: 'bench/pass',
  title: 'Pass',
  version: 1,
  summary: 'Passes a text on.',
  inputs: { text: optional(text()) },
  params: { round: int({ default: 0, min: 0, max: 1e9, help: 'Another one makes the node run again.' }) },
  outputs: { text: text() },
  runsOn: 'host',
  run: ({ inputs, params }) => ({ text: inputs.text ?? String(params.round) }),
});

const steps = defineNode({
  type: 'bench/steps',
  title: 'Steps',
  version: 1,
  summary: 'Tells of steps at a steady pace.',
  inputs: {},
  params: {
    steps: int({ default: 100, min: 1, max: 100_000, help: 'How many.' }),
    pause: float({ default: 55, min: 0, max: 10_000, step: 1, help: 'Milliseconds between them.' }),
  },
  outputs: { text: text() },
  runsOn: 'host',
  cache: 'never',
  async run({ params, progress, signal }) {
    for (let i = 1; i <= params.steps; i++) {
      progress(i, params.steps);
      await wait(params.pause, undefined, { signal });
    }
    return { text: 'done' };
  },
});

export const pack: Pack = { name: 'bench', nodes: [pass, steps] };

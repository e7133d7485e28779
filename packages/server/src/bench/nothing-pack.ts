import { defineNode, int, number, optional, type Pack } from '@moodwire/engine';

/** A node for a backend that does nothing, for what is around a node to be measured. */
const nothing = defineNode({
  type: 'bench/nothing',
  title: 'Nothing',
  version: 1,
  summary: 'Passes a number on.',
  inputs: { number: optional(number()) },
  params: { round: int({ default: 0, min: 0, max: 1e9, help: 'Another one makes the node run again.' }) },
  outputs: { number: number() },
  runsOn: 'backend',
  run: ({ inputs, params }) => ({ number: inputs.number ?? params.round }),
});

export const pack: Pack = { name: 'bench', nodes: [nothing] };

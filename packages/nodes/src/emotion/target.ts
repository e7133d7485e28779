import { choice, defineNode, EMOTIONS, text } from '@moodwire/engine';

export const emotionTarget = defineNode({
  type: 'emotion/target',
  title: 'Target emotion',
  version: 1,
  summary: 'Holds one emotion, so that you choose it once and feed it to as many places as you like.',
  inputs: {},
  params: { target: choice(EMOTIONS, { default: 'awe', help: 'The emotion that goes out, as a word.' }) },
  outputs: { target: text() },
  runsOn: 'host',
  run: ({ params }) => ({ target: params.target }),
});

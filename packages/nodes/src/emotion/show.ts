import { defineNode, emotion } from '@moodwire/engine';

export const showEmotion = defineNode({
  type: 'emotion/show',
  title: 'Show the emotion',
  version: 1,
  summary: 'Shows you what a picture feels like: how likely each emotion is, how pleasant and how stirring it all is.',
  inputs: { emotion: emotion() },
  params: {},
  outputs: { emotion: emotion() },
  runsOn: 'host',
  run: ({ inputs }) => ({ emotion: inputs.emotion }),
});

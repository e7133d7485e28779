import { defineNode, list, text, texts } from '@moodwire/engine';

export const textList = defineNode({
  type: 'text/list',
  title: 'List of texts',
  version: 1,
  summary: 'Holds a list of texts, each just as you type it, with its spaces and also when it is empty.',
  inputs: {},
  params: { lines: texts({ default: [], help: 'The texts that go out, in this order.' }) },
  outputs: { lines: list(text()) },
  runsOn: 'host',
  run: ({ params }) => ({ lines: params.lines }),
});

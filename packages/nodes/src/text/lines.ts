import { defineNode, list, string, text } from '@moodwire/engine';

export const lines = defineNode({
  type: 'text/lines',
  title: 'Lines',
  version: 1,
  summary: 'Turns lines that you type into a list: captions, emotions, or the names of photos.',
  inputs: {},
  params: {
    text: string({
      default: '',
      help: 'One item a line. Empty lines, and spaces around the words, are left out.',
      multiline: true,
    }),
  },
  outputs: { lines: list(text()) },
  runsOn: 'host',
  run({ params }) {
    const trimmed = params.text.split(/\r\n|\r|\n/).map((line) => line.trim());
    return { lines: trimmed.filter((line) => line !== '') };
  },
});

import { createRegistry, defineNode, string, text } from '@moodwire/engine';
import { graphOf } from './workbench.js';

/** Files by name, as a test wants them to be. */
export const files = new Map<string, string>();

/** Gives what a file holds; its fingerprint is that. */
const load = defineNode({
  type: 'test/load',
  title: 'Load',
  version: 1,
  summary: 'For tests.',
  inputs: {},
  params: { file: string({ default: 'a.txt', help: 'Which.' }) },
  outputs: { text: text() },
  runsOn: 'host',
  fingerprint({ params }) {
    const content = files.get(params.file);
    if (content === undefined) throw new Error('no such file');
    return content;
  },
  run({ params }) {
    const content = files.get(params.file);
    if (content === undefined) throw new Error(`there is no ${params.file}`);
    return { text: content };
  },
});

/** Gives the name of a file. */
const name = defineNode({
  ...load,
  type: 'test/name',
  fingerprint: () => '',
  run: ({ params }) => ({ text: params.file }),
});

export const fileRegistry = createRegistry([{ name: 'p', nodes: [load, name] }]);

/** A file that a param names, and one that a link names. */
export const direct = graphOf({ load: { type: 'test/load' } });
export const linked = graphOf({
  name: { type: 'test/name' },
  load: { type: 'test/load', inputs: { file: 'name.text' } },
});

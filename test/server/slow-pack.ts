import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes a pack with nodes whose time and runs a test can tell, and gives the flags that load it. `slow/wait` notes each
 * beginning and end in `log.txt`.
 */
export async function slowPack(folder: string): Promise<readonly string[]> {
  const config = join(folder, 'moodwire.config.mjs');
  await writeFile(
    join(folder, 'slow.mjs'),
    `import { appendFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { defineNode, float, image, string, text } from '@moodwire/engine';

const LOG = new URL('log.txt', import.meta.url);
const note = (line) => appendFileSync(LOG, line + '\\n');

const slow = defineNode({
  type: 'slow/wait', title: 'Wait', version: 1, summary: 'Gives its text back after a while.',
  inputs: {},
  params: {
    text: string({ default: '', help: 'What to give.' }),
    seconds: float({ default: 0, min: 0, max: 600, step: 0.1, help: 'How long to wait.' }),
  },
  outputs: { text: text() },
  runsOn: 'host',
  async run({ params, signal, progress }) {
    note('begin ' + params.text);
    const steps = 10;
    for (let i = 0; i < steps; i++) {
      await wait(params.seconds * 1000 / steps, undefined, { signal });
      progress(i + 1, steps);
    }
    note('end ' + params.text);
    return { text: params.text };
  },
});

const many = defineNode({
  type: 'slow/steps', title: 'Steps', version: 1, summary: 'Tells of many steps.',
  inputs: {}, params: {}, outputs: { text: text() }, runsOn: 'host', cache: 'never',
  async run({ progress }) {
    for (let i = 0; i < 5; i++) { progress(i + 1, 5); await wait(60); }
    return { text: 'done' };
  },
});

const fails = defineNode({
  type: 'slow/fail', title: 'Fail', version: 1, summary: 'Fails.',
  inputs: {}, params: {}, outputs: { text: text() }, runsOn: 'host',
  async run() { throw new Error('it is meant to fail'); },
});

export const pack = { name: 'slow', nodes: [slow, many, fails] };
`,
  );
  await writeFile(config, `export const packs = ["./slow.mjs"];\n`);
  return ['--config', config];
}

/** A graph that waits and gives its text. */
export const waiting = (text: string, seconds = 0) => ({
  format: 'moodwire.graph',
  version: 2,
  title: text,
  nodes: { wait: { type: 'slow/wait', params: { text, seconds } } },
  interface: { inputs: { text: 'wait.text', seconds: 'wait.seconds' }, outputs: { text: 'wait.text' } },
});

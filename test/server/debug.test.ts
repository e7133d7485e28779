import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { moodwire } from './moodwire.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moodwire-debug-'));
  await writeFile(join(folder, 'moodwire.config.mjs'), `export const packs = ['./broken.mjs'];`);
  await writeFile(join(folder, 'broken.mjs'), PACK);
  const graph = { format: 'moodwire.graph', version: 2 };
  const nodes = { here: { type: 'my/here' }, there: { type: 'my/there' }, slip: { type: 'my/slip' } };
  await writeFile(join(folder, 'graph.json'), JSON.stringify({ ...graph, nodes }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Two nodes that throw an error with a cause, one of them in the device, and one whose own code is wrong. */
const PACK = `
  import { defineNode, text } from '@moodwire/engine';
  const common = { title: 'Broken', version: 1, summary: 'Breaks.', inputs: {}, params: {}, outputs: { said: text() } };
  const breaks = (why) => { throw new Error('the film is torn', { cause: new RangeError('too tight: ' + why) }); };
  export const pack = { name: 'broken', nodes: [
    defineNode({ ...common, type: 'my/here', runsOn: 'host', run: () => breaks('here') }),
    defineNode({ ...common, type: 'my/there', runsOn: 'backend', run: () => breaks('there') }),
    defineNode({ ...common, type: 'my/slip', runsOn: 'host', run: () => undefined.missing }),
  ] };`;

const INTERNALS = /\bat .*\(|\.m?js\b|node:internal|file:\/\/|too tight|packages\//;

type Said = { readonly event: string; readonly node?: string; readonly stack?: string };
const eventsOf = (out: string): Said[] =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Said);

describe('a node that throws', () => {
  it('is told of by its own message, without internals', async () => {
    const { code, out, err } = await moodwire(['run', 'graph.json', '-q'], folder);
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err.trim().split('\n').sort()).toEqual([
      'moodwire: here: the film is torn',
      expect.stringMatching(/^moodwire: slip: .*missing/),
      'moodwire: there: the film is torn',
    ]);
    expect(err).not.toMatch(INTERNALS);
    const json = await moodwire(['run', 'graph.json', '--json'], folder);
    expect(json.out + json.err).not.toMatch(INTERNALS);
    expect(eventsOf(json.out).filter(({ event }) => event === 'failed')).toHaveLength(3);
  });

  it('is told of with --debug by its stack and by those of its causes, wherever it ran', async () => {
    for (const args of [
      ['--debug', 'run', 'graph.json', '-q'],
      ['run', 'graph.json', '-q', '--debug'],
    ]) {
      const { code, err } = await moodwire(args, folder);
      expect(code).toBe(3);
      for (const where of ['here', 'there']) {
        expect(err).toMatch(
          new RegExp(
            `moodwire: ${where}: the film is torn\\n  Error: the film is torn\\n(      at .*\\n)*      at .*broken\\.mjs.*\\n` +
              `(      at .*\\n)*  caused by RangeError: too tight: ${where}\\n      at .*broken\\.mjs`,
          ),
        );
      }
      expect(err).toMatch(/moodwire: slip: .*\n {2}TypeError: .*\n {6}at .*broken\.mjs/);
    }
  });

  it('is told of with --debug and --json by its stack in the event, the events being in their order', async () => {
    const plain = eventsOf((await moodwire(['run', 'graph.json', '--json'], folder)).out);
    const events = eventsOf((await moodwire(['run', 'graph.json', '--json', '--debug'], folder)).out);
    expect(events.map(({ event, node }) => [event, node])).toEqual(plain.map(({ event, node }) => [event, node]));
    for (const { event, stack } of events) {
      if (event === 'failed') expect(stack).toMatch(/^(Type)?Error: .*\n {4}at /);
      else if (event !== 'error') expect(stack).toBeUndefined();
    }
    expect(events.at(-1)).toMatchObject({ event: 'error', stack: expect.stringContaining('caused by RangeError') });
  });

  it('is not shown with a stack when the person at the keyboard is wrong about the command', async () => {
    const { code, err } = await moodwire(['run', 'graph.json', '--in', 'a', '--debug'], folder);
    expect({ code, err }).toEqual({ code: 2, err: 'moodwire: --in a: expected NAME=VALUE\n' });
  });
});

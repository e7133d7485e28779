import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { moodwire, ROOT } from './moodwire.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moodwire-told-'));
  for (const name of ['photo.png', 'second.png'])
    await cp(join(ROOT, 'examples/photos/coffee.png'), join(folder, name));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const NODES = {
  load: { type: 'image/load', params: { file: 'photo.png' } },
  small: { type: 'image/resize', inputs: { image: 'load.image' }, params: { width: 20 } },
  off: { type: 'image/resize', mode: 'mute', inputs: { image: 'small.image' } },
  words: { type: 'text/template', params: { text: 'a cup' } },
};
const FACE = {
  inputs: { photo: 'load.file', width: 'small.width' },
  outputs: { image: 'small.image', away: 'off.image', words: 'words.text' },
};

async function writeGraph(graph: object = {}): Promise<string> {
  const whole = { format: 'moodwire.graph', version: 2, interface: FACE, nodes: NODES, ...graph };
  await writeFile(join(folder, 'graph.json'), JSON.stringify(whole));
  return 'graph.json';
}
const run = async (...args: string[]) => moodwire(['run', 'graph.json', ...args], folder);

describe('moodwire run', () => {
  it('says which of its own files a graph reads, what was not written and how to get it, and what mute took away', async () => {
    await writeGraph();
    const ended = await run();
    expect(ended).toMatchObject({ code: 0, out: 'words: a cup\n' });
    for (const line of [
      "photo: the graph's own photo.png; --in photo=FILE reads another",
      'image: a picture that is not written; --out image=FILE.png writes it',
      'away: left out, because node "off" is muted',
    ]) {
      expect(ended.err.split('\n')).toContain(line);
    }
    const given = await run('--in', 'photo=second.png', '--out', 'image=a.png');
    expect(given.err).not.toMatch(/own photo|not written/);
    expect(await run('-q')).toMatchObject({ code: 0, err: '' });
  });

  it('names the muted node when its output is asked for, before anything runs', async () => {
    await writeGraph();
    const message = 'moodwire: --out away: the run does not give it: node "off" is muted; take its "mode" away\n';
    for (const file of ['a.png', 'a.json']) {
      expect(await run('--out', `away=${file}`, '-q', '--only', 'off')).toEqual({ code: 1, out: '', err: message });
      expect(await run('--out', `away=${file}`, '-q')).toEqual({ code: 1, out: '', err: message });
    }
  });

  it('calls an input by the name that it was given by', async () => {
    await writeGraph();
    const wrong = await run('--in', 'width=-1', '-q');
    expect(wrong.err).toMatch(/^moodwire: --in width: found -1, expected a whole number/);
    const [problem] = (await run('--in', 'width=-1', '--json')).out.split('\n').map((line) => line && JSON.parse(line));
    expect(problem).toMatchObject({
      event: 'problem',
      code: 'bad-param',
      node: 'small',
      port: 'width',
      input: 'width',
    });
    await writeGraph({ nodes: { ...NODES, small: { ...NODES.small, params: { width: -1 } } } });
    expect((await run('-q')).err).toMatch(/^moodwire: small\.width: found -1/);
  });

  it('ends a text that it writes with a line', async () => {
    await writeGraph();
    expect(await run('--out', 'words=words.txt', '-q')).toMatchObject({ code: 0 });
    expect(await readFile(join(folder, 'words.txt'), 'utf8')).toBe('a cup\n');
  });

  it('shows an emotion in words, and as it is to machines', async () => {
    const nodes = {
      ...NODES,
      model: { type: 'model/load', params: { model: 'mini' } },
      felt: { type: 'emotion/describe', inputs: { image: 'small.image', mllm: 'model.mllm' } },
    };
    await writeGraph({ nodes, interface: { outputs: { feels: 'felt.emotion' } } });
    const words =
      /^feels: (no clear emotion \(most likely \w+, \d+ %\)|\w+ \(\d+ %\)), valence -?\d\.\d\d, arousal -?\d\.\d\d\n$/;
    expect((await run('-q')).out).toMatch(words);
    expect(JSON.parse((await run('--json')).out.trim().split('\n').at(-1)!)).toMatchObject({
      name: 'feels',
      value: { name: expect.any(String), probabilities: expect.any(Array) },
    });
  });

  it('bounds what it tells of the inside of a loop where there is no terminal, and says how far it is', async () => {
    const nodes = { loop: { type: 'flow/for', params: { body: 'step', count: 200 } } };
    const step = {
      interface: { inputs: { sum: 'add.a' }, outputs: { sum: 'add.result' } },
      nodes: { add: { type: 'number/calculate', params: { b: 1 } } },
    };
    await writeGraph({ nodes, subgraphs: { step }, interface: { outputs: { sum: 'loop.sum' } } });
    const { out, err } = await run();
    expect(out).toBe('sum: 200\n');
    const lines = err.trim().split('\n');
    expect(lines.filter((line) => line.includes('loop/')).length).toBe(101);
    expect(lines).toContain('  loop/… goes on; only how far it is, and what fails, is said');
    expect(lines).toContain('  loop 120 of 200');
    expect(lines.at(-1)).toMatch(/^✓ loop {2}/);
    expect(lines.length).toBeLessThan(120);
  });

  it('finds an example by its short name, and says that name where it is left out', async () => {
    expect((await moodwire(['run', 'fold', '-q'], folder)).err).toContain('Did you mean "examples/fold"?');
    const ended = await moodwire(['run', 'examples/fold', '-q'], folder);
    expect(ended).toMatchObject({ code: 0 });
    expect(await readdir(join(folder, 'output'))).toHaveLength(1);
  });
});

describe('--only', () => {
  it('suggests what was probably meant, and says what can be no target', async () => {
    const step = {
      interface: { inputs: { image: 's.image' }, outputs: { image: 's.image' } },
      nodes: { s: { type: 'image/resize' } },
    };
    const nodes = {
      ...NODES,
      part: { type: 'subgraph/step', inputs: { image: 'load.image' } },
      loop: { type: 'flow/for', inputs: { image: 'load.image' }, params: { body: 'step' } },
      each: { type: 'subgraph/step', map: { by: 'pair' }, inputs: { image: ['load.image', 'small.image'] } },
    };
    await writeGraph({ nodes, subgraphs: { step } });
    const only = async (id: string) => (await run('--only', id, '-q')).err;
    expect(await only('parts')).toMatch(
      /^moodwire: --only parts: found no node "parts", expected one of load, .* Did you mean "part"\?\n$/,
    );
    expect(await only('part/t')).toContain('found no node "t", expected one of s.');
    expect(await only('loop/0/s')).toContain('inside "loop", which runs its body again and again');
    expect(await only('each/0/s')).toContain('inside "each", which runs once for each item');
    expect(await only('load/x')).toContain('inside "load", which has no nodes of its own');
    expect(await run('--only', 'part/s', '--only', 'loop', '-q')).toMatchObject({ code: 0 });
    const [event] = (await run('--only', 'parts', '--json')).out.split('\n');
    expect(JSON.parse(event!)).toMatchObject({ event: 'problem', code: 'unknown-target', graph: 'graph.json' });
  });
});

describe('moodwire check', () => {
  it('warns of fields and names that are probably not meant, and ends with 0', async () => {
    const text = JSON.stringify({
      format: 'moodwire.graph',
      version: 2,
      nods: {},
      nodes: { a: { type: 'number/value' } },
    });
    await writeFile(join(folder, 'graph.json'), text.replace('"type"', '"type": "x/y", "type"'));
    const { code, out } = await moodwire(['check', 'graph.json'], folder);
    expect(code).toBe(0);
    expect(out.trim().split('\n')).toEqual([
      expect.stringMatching(/^graph\.json: warning: nodes\.a\.type: found this name again in line 1, column \d+/),
      expect.stringMatching(/^graph\.json: warning: found the field "nods".* Did you mean "nodes"\?$/),
      'graph.json: no problems',
    ]);
    const events = (await moodwire(['check', 'graph.json', '--json'], folder)).out.trim().split('\n');
    expect(events.map((line) => JSON.parse(line))).toMatchObject([
      { event: 'warning', graph: 'graph.json', code: 'doubled-name' },
      { event: 'warning', graph: 'graph.json', code: 'unknown-field' },
    ]);
  });
});

describe('moodwire edit', () => {
  const edit = (...args: string[]) => moodwire(['edit', ...args, '-e', 'awe'], folder);

  it('makes the folder that several photos need, and says how many there are', async () => {
    const { code, err } = await edit('photo.png', 'second.png', '-s', '0', '-o', 'edited');
    expect(code).toBe(0);
    expect((await readdir(join(folder, 'edited'))).sort()).toEqual(['photo-awe.png', 'second-awe.png']);
    expect(err).toMatch(/^photo 1 of 2: photo\.png\n(.*\n)*photo 2 of 2: second\.png\n/);
  });

  it('says what is wrong with a name that is no folder for them, or neither folder nor file', async () => {
    await writeFile(join(folder, 'file'), '');
    const several = ['photo.png', 'second.png', '-q', '-o'];
    expect(await edit(...several, 'a.png')).toMatchObject({
      code: 2,
      err: expect.stringContaining('this names a picture'),
    });
    expect(await edit(...several, 'file')).toMatchObject({ code: 2, err: expect.stringContaining('this is a file') });
    expect(await edit('photo.png', '-q', '-o', 'new')).toMatchObject({
      code: 1,
      err: expect.stringContaining('write new/ for a folder'),
    });
  });
});

describe('moodwire new node', () => {
  it('says where the node is that has the name', async () => {
    const add = (...args: string[]) => moodwire(['new', 'node', ...args], folder);
    expect((await add('image/load')).err).toContain('already, in Moodwire itself;');
    await add('film/grain');
    expect((await add('film/grain')).err).toContain(`already, in ${join(folder, 'nodes/film/grain.mjs')};`);
    expect((await add('film/grain', '--pack', 'other')).err).toContain('already, in a pack that the config names;');
  });
});

describe('a pack that throws outside of its run', () => {
  it.each([
    ['in a timer', `setTimeout(() => { throw new Error('too late'); }, 1)`],
    ['in a promise that nothing waits for', `Promise.reject(new Error('too late'))`],
  ])('%s ends the app with 3 and in one line, and with its stack if that is asked for', async (_where, work) => {
    await writeFile(join(folder, 'moodwire.config.mjs'), `export const packs = ['./late.mjs'];`);
    const run = `async run() { ${work}; await new Promise((r) => setTimeout(r, 2000)); return { said: 'x' }; }`;
    const node = `{ type: 'my/late', title: 'L', version: 1, summary: 'L.', inputs: {}, params: {}, outputs: { said: text() }, runsOn: 'host', ${run} }`;
    const text = `import { defineNode, text } from '@moodwire/engine';\nexport const pack = { name: 'late', nodes: [defineNode(${node})] };`;
    await writeFile(join(folder, 'late.mjs'), text);
    await writeGraph({ nodes: { a: { type: 'my/late' } }, interface: {} });
    const line =
      /^moodwire: a pack threw outside of a run, in .*late\.mjs:2:\d+: too late; a node must wait in `run`.*\n/;
    const plain = await moodwire(['run', 'graph.json', '-q'], folder);
    expect(plain).toMatchObject({ code: 3, out: '', err: expect.stringMatching(line) });
    expect(plain.err.trim().split('\n')).toHaveLength(1);
    const debug = await moodwire(['run', 'graph.json', '--json', '--debug'], folder);
    expect(debug).toMatchObject({ code: 3, err: expect.stringMatching(/\n {2}Error: too late\n {6}at /) });
    expect(JSON.parse(debug.out.trim().split('\n').at(-1)!)).toMatchObject({
      event: 'error',
      stack: expect.any(String),
    });
  });
});

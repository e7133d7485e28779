import { execFile } from 'node:child_process';
import { chown, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loadRegistry } from 'moodwire';
import { describe, expect, it } from 'vitest';
import { freshFolder } from './folder.js';
import { moodwire, ROOT } from './moodwire.js';

const _run = promisify(execFile);

const folder = freshFolder();
const { write } = folder;

const config = (...packs: string[]): string => `export const packs = ${JSON.stringify(packs)};`;

/** A pack of one node, which says where it runs and with what. */
const packOf = (type: string, runsOn = 'host', more = ''): string => `
  import { defineNode, text, MoodwireError } from '@moodwire/engine';
  console.log('noise');
  ${more}
  export const pack = { name: 'mine', nodes: [defineNode({
    type: '${type}', title: 'Mine', version: 1, summary: 'Mine.', inputs: {}, params: {}, outputs: { said: text() },
    runsOn: '${runsOn}',
    run() {
      if ('${type}' === 'my/refusal') throw new MoodwireError('it is refused; ask another');
      return { said: process.argv[1].includes('device-process') ? 'there' : 'here' };
    },
  })] };`;

const graphOf = (type: string): string =>
  JSON.stringify({
    format: 'moodwire.graph',
    version: 1,
    interface: { outputs: { said: 'mine.said' } },
    nodes: { mine: { type } },
  });

describe('a config', () => {
  it('names packs by folder, file, package and main file, and every command knows their nodes', async () => {
    await write({
      'moodwire.config.mjs': config('./a', './b.mjs', 'moodwire-pack-c', '@my/d', './e', './f.cjs'),
      'a/index.mjs': packOf('my/a'),
      'b.mjs': packOf('my/b'),
      'node_modules/moodwire-pack-c/package.json': '{ "exports": { ".": { "import": { "default": "./c.mjs" } } } }',
      'node_modules/moodwire-pack-c/c.mjs': packOf('my/c'),
      'node_modules/@my/d/package.json': '{ "main": "d.mjs" }',
      'node_modules/@my/d/d.mjs': packOf('my/d'),
      'e/index.js': packOf('my/e').replace('export const pack = { name: "mine", nodes: [', 'export const nodes = ['),
      'f.cjs': `module.exports = { nodes: [{ type: 'my/f', title: 'F', version: 1, summary: '', inputs: {}, params: {},
        outputs: { said: { kind: 'text' } }, runsOn: 'host', run: () => ({ said: 'f' }) }] };`,
      'e/package.json': '{ "type": "module" }',
      'sub/graph.json': graphOf('my/d'),
    });
    const list = await moodwire(['nodes'], join(folder.path, 'sub'));
    expect(list).toMatchObject({ code: 0, err: 'noise\n'.repeat(5) });
    for (const name of 'abcdef') expect(list.out).toContain(`my/${name} `);
    expect(await moodwire(['check', 'graph.json'], join(folder.path, 'sub'))).toMatchObject({ code: 0 });
    expect(await moodwire(['run', 'graph.json', '-q'], join(folder.path, 'sub'))).toMatchObject({
      code: 0,
      out: 'said: here\n',
    });
    expect(await moodwire(['check', 'sub/graph.json', '--no-config'], folder.path)).toMatchObject({
      code: 1,
      err: expect.not.stringContaining('noise'),
    });
    const photo = join(ROOT, 'examples/photos/coffee.png');
    const edited = await moodwire(['edit', photo, '-e', 'awe', '-q', '-o', 'awe.png'], folder.path);
    expect(edited).toMatchObject({ code: 0, err: 'noise\n'.repeat(5), out: expect.stringContaining('awe.png') });
    const away = await moodwire(['--config', join(folder.path, 'moodwire.config.mjs'), 'nodes', 'my/d'], tmpdir());
    expect(away.out).toContain('my/d: Mine');
  });

  it('is read by the device too, whose nodes know the same engine', async () => {
    await write({
      'moodwire.config.mjs': `export default { packs: ['./there.mjs', './refusal.mjs'] };`,
      'there.mjs': packOf('my/there', 'backend'),
      'refusal.mjs': packOf('my/refusal', 'backend'),
      'graph.json': graphOf('my/there'),
      'refused.json': graphOf('my/refusal'),
    });
    expect(await moodwire(['run', 'graph.json', '-q'], folder.path)).toMatchObject({ code: 0, out: 'said: there\n' });
    const refused = await moodwire(['run', 'refused.json', '-q'], folder.path);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('mine: it is refused; ask another') });
  });

  it('is told of when it is wrong, and stops nothing', async () => {
    await write({
      'throws.mjs': 'throw new Error("the config broke");',
      'none.mjs': 'export const pack = [];',
      'text.mjs': "export const packs = './a';",
      'graph.json': graphOf('image/preview'),
    });
    for (const [name, message] of [
      ['throws.mjs', 'loading it fails: the config broke ('],
      ['none.mjs', 'it exports no packs; expected `export const packs'],
      ['text.mjs', 'its packs are no list'],
      ['gone.mjs', 'there is no such file'],
    ] as const) {
      const ended = await moodwire(['nodes', 'image/load', '--config', name], folder.path);
      expect(ended, name).toMatchObject({
        code: 0,
        err: expect.stringContaining(`config ${join(folder.path, name)}: ${message}`),
      });
      expect(ended.err.trim().split('\n')).toHaveLength(1);
    }
  });

  it.skipIf(process.getuid?.() !== 0)('of another user is not loaded by itself', async () => {
    await write({ 'moodwire.config.mjs': config('./a.mjs'), 'a.mjs': packOf('my/a') });
    await chown(join(folder.path, 'moodwire.config.mjs'), 12_345, 12_345);
    const ended = await moodwire(['nodes'], folder.path);
    expect(ended).toMatchObject({ code: 0, err: expect.stringContaining('belongs to another user') });
    expect(ended.out).not.toContain('my/a');
    expect((await moodwire(['nodes', '--config', 'moodwire.config.mjs'], folder.path)).out).toContain('my/a');
  });
});

it('the node in docs/packs.md is a pack that loads', async () => {
  const page = await readFile(join(ROOT, 'docs/packs.md'), 'utf8');
  await write({ 'moodwire.config.mjs': config('./film.mjs'), 'film.mjs': /```js\n([\s\S]*?)```/.exec(page)![1]! });
  const ended = await moodwire(['nodes', 'film/dim'], folder.path);
  expect(ended).toMatchObject({ code: 0, err: '', out: expect.stringContaining('How much darker.') });
});

describe('a broken pack', () => {
  it('is told of once, and all else works', { timeout: 120_000 }, async () => {
    await write({
      'moodwire.config.mjs': `export const packs = ['./throws.mjs', './typo.mjs', './stray.mjs', './nothing.mjs', './nodes.mjs',
        './gone', 'not-installed', 'good.mjs', 7, './good.mjs', './good.mjs', './empty', './open.mjs', 'what is this'];`,
      'throws.mjs': "throw new Error('it broke\\nbadly');",
      'typo.mjs': 'const = 3;',
      'stray.mjs': `setTimeout(() => { throw new Error('later'); }, 0); Promise.reject(new Error('unheard')); ${packOf('my/stray')}`,
      'nothing.mjs': 'export const grain = 1;',
      'nodes.mjs': `export const nodes = [{ type: 'image/load' }, null, { type: 'my/broken', inputs: {}, params: {}, outputs: {} }];`,
      'good.mjs': packOf('my/good'),
      'empty/package.json': '{ "main": "./lib.js" }',
      'open.mjs': `setInterval(() => {}, 1000); ${packOf('my/open')}`,
      'graph.json': graphOf('my/good'),
    });
    const ended = await moodwire(['run', 'graph.json', '-q'], folder.path);
    expect(ended).toMatchObject({ code: 0, out: 'said: here\n' });
    const said = ended.err.split('\n').filter((line) => line.startsWith('moodwire: '));
    const short = (line: string): string =>
      line
        .slice('moodwire: '.length)
        .replaceAll(folder.path, '~')
        .replace(/:\d+:\d+\)$/, ')');
    const stray = 'pack ./stray.mjs: while it loads, an error is thrown that nothing catches: ';
    expect(said.map(short).sort()).toEqual(
      [
        'pack ./throws.mjs: loading it fails: it broke badly (~/throws.mjs)',
        "pack ./typo.mjs: loading it fails: Unexpected token '='; `node ~/typo.mjs` shows the line",
        `${stray}unheard (~/stray.mjs)`,
        `${stray}later (~/stray.mjs)`,
        "pack ./nothing.mjs: it exports grain; expected `export const pack = { name: 'film', nodes: [grain] }`",
        "pack ./gone: there is no file or folder ~/gone; correct the path, which goes from the config's folder",
        'pack not-installed: no such package is installed in ~ or above; `npm install not-installed` there',
        'pack good.mjs: no such package is installed in ~ or above; for the one beside the config write "./good.mjs"',
        'config ~/moodwire.config.mjs: pack number 9 is no text; expected a path or the name of a package',
        'config ~/moodwire.config.mjs: pack number 11 is named before; name it once',
        'pack ./empty: ~/empty has no file to begin with; expected ./lib.js, which package.json names',
        'pack what is this: this is no path and no npm package; a path begins with "./"',
        'pack ./nodes.mjs, node image/load: this type is declared by pack image already; give one of them another',
        'pack ./nodes.mjs, node number 2: null is no node; declare it with defineNode',
        'pack ./nodes.mjs, node my/broken: its "title" is nothing; expected a name for people',
      ].sort(),
    );
    const json = await moodwire(['nodes', '--json'], folder.path);
    const events = json.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string; type?: string });
    expect(json.code).toBe(0);
    expect(events.filter(({ event }) => event === 'problem')).toHaveLength(said.length);
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['my/good', 'my/open', 'my/stray', 'image/load']),
    );
    expect(await moodwire(['check', 'affective-edit'], folder.path)).toMatchObject({ code: 0 });
  });

  it('that never comes to an end, or ends the process, is told of', async () => {
    await write({
      'moodwire.config.mjs': config('./hangs.mjs', './good.mjs'),
      'hangs.mjs': 'await new Promise(() => {});',
      // The test's own runner imports it, by a way that finds no engine there.
      'good.mjs': packOf('my/good').replace(
        /import .*/,
        'const [defineNode, text] = [(one) => one, () => ({ kind: "text" })];',
      ),
      'exits.config.mjs': config('./exits.mjs'),
      'exits.mjs': 'process.exit(0);',
    });
    const { registry } = await loadRegistry({ folder: folder.path, patience: 300 });
    expect(registry.problems).toEqual([expect.stringContaining('pack ./hangs.mjs: it has not loaded in 0.3 s')]);
    expect(registry.types).toContain('my/good');
    const ended = await moodwire(['nodes', '--config', 'exits.config.mjs'], folder.path);
    expect(ended).toMatchObject({ code: 3, err: expect.stringContaining('pack ./exits.mjs: it ends the process') });
  });
});

import { execFile } from 'node:child_process';
import { cp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { freshFolder } from './folder.js';
import { moodwire, ROOT } from './moodwire.js';

const run = promisify(execFile);

const folder = freshFolder();
const { write } = folder;

describe('moodwire new node', () => {
  /** The command that it says comes next to try the test, run as it is said. */
  async function runItsTest(out: string, cwd: string): Promise<string> {
    const [, args] = / node (.*--test .*)/.exec(out)!;
    return (await run(process.execPath, args!.split(' '), { cwd })).stdout;
  }

  it('writes a node that works, with a test that passes, where nothing is installed', async () => {
    const made = await moodwire(['new', 'node', 'film/grain'], folder.path);
    expect(made).toMatchObject({ code: 0, err: '' });
    expect((await readdir(folder.path, { recursive: true })).sort()).toEqual([
      'moodwire.config.mjs',
      'nodes',
      'nodes/film',
      'nodes/film/grain.mjs',
      'nodes/film/grain.test.mjs',
      'nodes/index.mjs',
    ]);
    expect(await runItsTest(made.out, folder.path)).toMatch(/# pass 4\n# fail 0/);
    const more = await moodwire(['new', 'node', 'soft-light/fade-2'], folder.path);
    expect(more).toMatchObject({ code: 0, err: '' });
    expect(await runItsTest(more.out, folder.path)).toMatch(/# pass 4\n# fail 0/);
    expect((await moodwire(['nodes', 'soft-light/fade-2'], folder.path)).out).toContain('Soft light fade 2');
    expect((await moodwire(['nodes', 'film/grain'], folder.path)).code).toBe(0);

    await cp(join(ROOT, 'examples/photos/rocket.jpg'), join(folder.path, 'photo.jpg'));
    const graph = (type: string) =>
      JSON.stringify({
        format: 'moodwire.graph',
        version: 1,
        interface: { outputs: { image: 'save.image' } },
        nodes: {
          load: { type: 'image/load', params: { file: 'photo.jpg' } },
          grain: { type, inputs: { image: 'load.image' }, params: { amount: 0.5, seed: 3 } },
          save: {
            type: 'image/save',
            inputs: { image: 'grain.image' },
            params: { file: 'out.png', existing: 'replace' },
          },
        },
      });
    await write({ 'graph.json': graph('film/grain') });
    expect(await moodwire(['check', 'graph.json'], folder.path)).toMatchObject({ code: 0 });
    expect(await moodwire(['run', 'graph.json', '-q'], folder.path)).toMatchObject({ code: 0 });
    const here = await sharp(join(folder.path, 'out.png')).raw().toBuffer();
    const photo = await sharp(join(folder.path, 'photo.jpg')).raw().toBuffer();
    let change = 0;
    for (let i = 0; i < photo.length; i++) change += Math.abs(photo[i]! - here[i]!) / photo.length;
    expect(change).toBeGreaterThan(1);
    expect(change).toBeLessThan(12);

    const node = join(folder.path, 'nodes/film/grain.mjs');
    await writeFile(node, (await readFile(node, 'utf8')).replace("runsOn: 'host'", "runsOn: 'backend'"));
    expect(await moodwire(['run', 'graph.json', '-q'], folder.path)).toMatchObject({ code: 0 });
    expect((await sharp(join(folder.path, 'out.png')).raw().toBuffer()).equals(here)).toBe(true);
  });

  it('writes what the checks of this repository take, and its types are right', async () => {
    await symlink(join(ROOT, 'node_modules'), join(folder.path, 'node_modules'));
    const made = await moodwire(['new', 'node', 'film/grain', '--pack', 'my/pack'], folder.path);
    expect(made.out).toContain('node --test my/pack/film/grain.test.mjs');
    await cp(join(ROOT, 'biome.json'), join(folder.path, 'biome.json'));
    await write({ '.gitignore': 'node_modules' });
    await run('git', ['init', '-q'], { cwd: folder.path });
    await run(
      process.execPath,
      [join(ROOT, 'node_modules/@biomejs/biome/bin/biome'), 'ci', 'my', 'moodwire.config.mjs'],
      { cwd: folder.path },
    );
    const strict = ['--noEmit', '--allowJs', '--checkJs', '--strict', '--noUncheckedIndexedAccess', '--skipLibCheck'];
    const files = ['my/pack/index.mjs', 'my/pack/film/grain.mjs', 'my/pack/film/grain.test.mjs'];
    const args = [
      join(ROOT, 'node_modules/typescript/bin/tsc'),
      ...strict,
      '--module',
      'nodenext',
      '--target',
      'es2023',
      '--types',
      'node',
      ...files,
    ];
    await run(process.execPath, args, { cwd: folder.path });
  }, 120_000);

  it('adds to a pack and a config that are there, and says what to write where it cannot', async () => {
    await write({
      'moodwire.config.mjs':
        "import { x } from './x.mjs';\n\nexport const packs = [\n  './other', // mine\n  ...x,\n];\n",
      'pack/index.mjs': 'const lists = [];\nexport const pack = { name: "p", nodes: lists.flat() };\n',
      'plain/index.mjs':
        "import { one } from './one.mjs';\n\nexport const pack = {\n  name: 'plain',\n  nodes: [\n    one,\n  ],\n};\n",
      'x.mjs': 'export const x = [];\n',
      'sub/moodwire.config.mjs': "export default { packs: ['../plain'] };\n",
    });
    const unsure = await moodwire(['new', 'node', 'a/b', '--pack', 'pack'], folder.path);
    expect(unsure.out).toContain(
      "to do: in pack/index.mjs, add `import { aB } from './a/b.mjs';` and aB to the nodes of its pack",
    );
    expect(unsure.out).toContain("to do: in moodwire.config.mjs, add './pack' to its packs");
    await moodwire(['new', 'node', 'a/c', '--pack', '../plain'], join(folder.path, 'sub'));
    expect(await readFile(join(folder.path, 'plain/index.mjs'), 'utf8')).toBe(
      "import { one } from './one.mjs';\nimport { aC } from './a/c.mjs';\n\nexport const pack = {\n  name: 'plain',\n  nodes: [\n    one,\n    aC,\n  ],\n};\n",
    );
    await moodwire(['new', 'node', 'a/d'], join(folder.path, 'sub'));
    expect(await readFile(join(folder.path, 'sub/moodwire.config.mjs'), 'utf8')).toBe(
      "export default { packs: ['../plain', './nodes'] };\n",
    );
  });

  it('writes over nothing, and refuses a name that is none or is taken', async () => {
    await write({ 'nodes/film/grain.test.mjs': 'mine' });
    expect(await moodwire(['new', 'node', 'film/grain'], folder.path)).toMatchObject({
      code: 1,
      err: expect.stringContaining('this file exists'),
    });
    expect(await readdir(join(folder.path, 'nodes/film'))).toEqual(['grain.test.mjs']);
    expect(await moodwire(['new', 'node', 'image/load'], folder.path)).toMatchObject({
      code: 1,
      err: expect.stringContaining('such a node already'),
    });
    for (const [name, better] of [
      ['Film/Grain', 'film/grain'],
      ['filmGrain', 'my/film-grain'],
      ['film/grain/2', 'film/grain'],
      ['../up', 'my/up'],
      ['7', 'film/grain'],
    ] as const) {
      const ended = await moodwire(['new', 'node', name], folder.path);
      expect(ended, name).toMatchObject({
        code: 2,
        err: `moodwire: ${name}: expected category/name, lower case, such as ${better}.\n`,
      });
    }
    expect(await readdir(folder.path)).toEqual(['nodes']);
  });
});

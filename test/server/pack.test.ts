import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT, readmePrograms } from './moodwire.js';

const run = promisify(execFile);
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
// Away from the workspace its .npmrc does not hold, and the CUDA download must not be tried here either.
const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moodwire-pack-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const OWN: Record<string, string> = {
  engine: 'dist/index.d.ts',
  nodes: 'fonts/DejaVuSans.ttf',
  server: 'models/mini/manifest.json',
};

/** What a package must hold, and what it must not: code that no source stands behind, tests, and leftovers of a build. */
function checkFiles(name: string, files: readonly string[]): void {
  for (const wanted of ['LICENSE', 'README.md', 'package.json', 'dist/index.js', OWN[name]!]) {
    expect(files, name).toContain(wanted);
  }
  if (name === 'server')
    expect(files).toEqual(expect.arrayContaining(['graphs/affective-edit.json', 'template/node.mjs']));
  for (const file of files) {
    expect(file).not.toMatch(/\.test\.|tsbuildinfo|^src\/|(^|\/)output\//);
    if (!file.startsWith('dist/')) continue;
    const source = file.replace(/^dist/, 'src').replace(/(\.d\.ts|\.js)$/, '.ts');
    expect(existsSync(join(ROOT, 'packages', name, source)), `${name}: ${file}`).toBe(true);
  }
}

it('the packed packages install in an empty folder and edit a photo there', { timeout: 240_000 }, async () => {
  // What an older build left behind.
  await writeFile(join(ROOT, 'packages/engine/dist/left-over.js'), '');
  const tarballs: string[] = [];
  for (const name of ['engine', 'nodes', 'server']) {
    const { stdout } = await run(npm, ['pack', '--json', '--pack-destination', folder], {
      cwd: join(ROOT, 'packages', name),
      env,
    });
    const listed = JSON.parse(stdout.slice(stdout.search(/^[[{]/m))) as {
      filename: string;
      files: { path: string }[];
    }[];
    const packed = Object.values(listed)[0]!;
    checkFiles(
      name,
      packed.files.map((file) => file.path),
    );
    tarballs.push(join(folder, packed.filename));
  }
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  await run(npm, ['install', '--no-audit', '--no-fund', '--prefer-offline', ...tarballs], { cwd: folder, env });
  await cp(join(ROOT, 'examples/photos/coffee.png'), join(folder, 'coffee.png'));

  const app = join(folder, 'node_modules/.bin/moodwire');
  const { stdout } = await run(app, ['edit', 'coffee.png', '--emotion', 'awe', '-q'], { cwd: folder, env });
  expect(stdout).toContain(join(folder, 'coffee-awe.png'));
  const made = await sharp(join(folder, 'coffee-awe.png')).metadata();
  expect(made.width).toBe((await sharp(join(folder, 'coffee.png')).metadata()).width);

  await writeFile(
    join(folder, 'use.mjs'),
    "import { buildGraph } from '@moodwire/engine';\nimport { load, packs } from '@moodwire/nodes';\n" +
      "import { registry } from 'moodwire';\nbuildGraph().add('load', load, { file: 'a.png' });\n" +
      'console.log(packs.length, registry.types.length > 10);\n',
  );
  expect((await run(process.execPath, ['use.mjs'], { cwd: folder })).stdout).toBe('8 true\n');
  expect(await readdir(join(ROOT, 'packages/server'))).not.toContain('models');

  await cp(join(ROOT, 'examples/photos/rocket.jpg'), join(folder, 'photo.jpg'));
  const [describing, typed] = await readmePrograms();
  await writeFile(join(folder, 'describe.mjs'), describing!);
  await writeFile(join(folder, 'typed.mjs'), typed!);
  const own = { ...env, MOODWIRE_CACHE_DIR: join(folder, 'cache') };
  const said = await run(process.execPath, ['describe.mjs'], { cwd: folder, env: own });
  expect(said.stdout).toMatch(/^planned\nstarted\n[\s\S]*feels .*\n$/);
  expect((await run(process.execPath, ['typed.mjs'], { cwd: folder, env: own })).stdout).toBe('512\n');

  const wrote = await run(app, ['new', 'node', 'film/grain'], { cwd: folder, env });
  expect(wrote.stdout).toContain('node --test nodes/film/grain.test.mjs');
  const tested = await run(process.execPath, ['--test', 'nodes/film/grain.test.mjs'], { cwd: folder, env });
  expect(tested.stdout).toMatch(/pass 4/);
  expect((await run(app, ['nodes', 'film/grain'], { cwd: folder, env })).stdout).toContain('Film grain');
});

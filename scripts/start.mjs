// `npm start`: builds what is missing or older than its sources, then serves the editor and opens it. Options of
// `moodwire serve` may follow, as in `npm start -- --port 9000`.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (path) => join(root, path);
const say = (line) => console.log(line);

/** When the newest of these files, or of what is in these folders, was changed; 0 where there are none. */
function newest(paths) {
  let time = 0;
  for (const path of paths.map(at)) {
    const facts = statSync(path, { throwIfNoEntry: false });
    if (!facts) continue;
    const inside = facts.isDirectory() ? readdirSync(path, { recursive: true, withFileTypes: true }) : [];
    const files = inside.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    for (const file of facts.isDirectory() ? files : [path]) time = Math.max(time, statSync(file).mtimeMs);
  }
  return time;
}

function build(what, steps) {
  say(`building ${what}`);
  for (const [script, ...args] of steps) {
    const { status } = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });
    if (status !== 0) process.exit(status ?? 1);
  }
}

/** The file that a package's program is. */
function program(name, command = name, from = 'package.json') {
  const find = createRequire(at(from));
  const folder = find.resolve.paths(name).find((path) => existsSync(join(path, name, 'package.json')));
  const { bin } = JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8'));
  return join(folder, name, typeof bin === 'string' ? bin : bin[command]);
}

if (!existsSync(at('node_modules'))) {
  console.error('nothing is installed yet: run npm ci, then npm start again');
  process.exit(1);
}

const rooms = ['engine', 'nodes', 'server'];
const isOld = (room) => {
  const sources = ['src', 'tsconfig.json'].map((name) => `packages/${room}/${name}`);
  return newest([...sources, 'tsconfig.base.json']) > newest([`packages/${room}/dist/.tsbuildinfo`]);
};
if (rooms.some(isOld))
  build('the engine, the nodes and the server', [
    [at('scripts/prune-dist.mjs')],
    [program('typescript', 'tsc'), '-b', ...rooms.map((room) => `packages/${room}`)],
  ]);
else say('the engine, the nodes and the server are built');

const editor = 'packages/editor';
if (!existsSync(at(`${editor}/package.json`))) say('there is no editor here: the API alone is served');
else {
  const sources = ['src', 'public', 'index.html', 'vite.config.ts', 'package.json'].map((name) => `${editor}/${name}`);
  // What it takes from the engine is built into it.
  const own = newest([...sources, 'packages/engine/dist/.tsbuildinfo']);
  if (own > newest([`${editor}/dist/index.html`])) {
    build('the editor', [[program('vite', 'vite', `${editor}/package.json`), 'build', at(editor)]]);
  } else say('the editor is built');
}

process.argv = [process.argv[0], at('packages/server/bin/moodwire.js'), 'serve', '--open', ...process.argv.slice(2)];
await import('../packages/server/bin/moodwire.js');

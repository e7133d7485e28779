import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { judgeAims } from './aims.mjs';
import { moodwire, moodwireWithEvents, peers, raw } from './engines.mjs';
import { MODES } from './measure.mjs';
import { printAims, printEngines, printStore, printTables } from './print.mjs';
import { FULL, QUICK, shapeName } from './shapes.mjs';
import { measureApart } from './spawn.mjs';
import { benchStore } from './store.mjs';

const isQuick = process.argv.includes('--quick');
const isJson = process.argv.includes('--json');

// A reader that has seen enough, such as `head`, ends it quietly.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

const machine = { node: process.version, cores: availableParallelism(), load: loadavg()[0] };

const manifestOf = (name) => fileURLToPath(new URL(`../node_modules/${name}/package.json`, import.meta.url));
const isInstalled = ({ packages }) => packages.every((name) => existsSync(manifestOf(name)));
function versionOf({ packages }) {
  const name = packages.at(-1);
  return name === undefined ? undefined : JSON.parse(readFileSync(manifestOf(name), 'utf8')).version;
}

const shapes = isQuick ? QUICK : FULL;
const installed = isQuick ? [] : peers.filter(isInstalled);
const columns = [moodwire, raw, ...installed];

// All engines on one shape before the next, so that a load on the machine meets them alike.
const results = [];
const lost = new Set();
for (const shape of shapes) {
  for (const engine of [moodwire, moodwireWithEvents, raw, ...installed]) {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${shapeName(shape)}, ${engine.name} …`);
    // Who cannot run a chain is spared one that is ten times as long.
    const isSpared = shape.kind === 'chain' && lost.has(engine);
    const made = isSpared ? undefined : await measureApart(engine, shape, isQuick ? 'quick' : 'full');
    if (shape.kind === 'chain' && made?.cold.problem) lost.add(engine);
    for (const mode of MODES) {
      const cell = made?.[mode] ?? { problem: 'not run' };
      results.push({ engine: engine.name, shape: shapeName(shape), mode, ...cell });
    }
  }
}
if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');

const cells = new Map(results.map((result) => [`${result.engine}|${result.shape}|${result.mode}`, result]));
const report = {
  isQuick,
  shapes: shapes.map(shapeName),
  columns: columns.map((engine) => ({ ...engine, version: versionOf(engine) })),
  missing: peers.filter((peer) => !isInstalled(peer)).map(({ name }) => name),
  results,
  cell: (engine, shape, mode) => cells.get(`${engine}|${shape}|${mode}`),
};
const caching = installed.filter(({ caches }) => caches).map(({ name }) => name);
const aims = isQuick ? [] : judgeAims({ cell: report.cell, caching });
const store = isQuick ? undefined : await benchStore();

if (isJson) {
  const engines = report.columns.map(({ name, version, caches }) => ({ name, version, caches }));
  const ratios = results.map((result) => {
    const base = report.cell('Moodwire', result.shape, result.mode).microseconds;
    return { ...result, ratio: result.microseconds / base };
  });
  const all = { ...machine, engines, results: ratios, aims, store };
  process.stdout.write(`${JSON.stringify(all)}\n`);
} else {
  const print = (line) => process.stdout.write(`${line}\n`);
  print(`Node ${machine.node}, ${machine.cores} cores, load ${machine.load.toFixed(1)} at the start`);
  printEngines(report, print);
  printTables(report, print);
  if (!isQuick) printAims(aims, print);
  if (store) printStore(store, print);
}

if (results.some(({ engine, problem }) => engine.startsWith(moodwire.name) && problem)) process.exitCode = 1;

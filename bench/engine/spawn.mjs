import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { MODES } from './measure.mjs';

const CHILD = fileURLToPath(new URL('child.mjs', import.meta.url));

/** What one step may take: building the graph in the engine's own form, or one mode. */
export const LIMIT_SECONDS = 20;

/**
 * Measures one engine on one shape in a process of its own.
 * @returns by mode `{ microseconds, spread, runs, nodes, pairRatio }`, per node, or `{ problem, detail }` where it could not be measured
 */
export async function measureApart(engine, { kind, size }, budget) {
  const made = {};
  let step = 'starting';
  let problem;
  let written = '';
  let timer;
  const child = spawn(process.execPath, ['--expose-gc', CHILD, engine.name, kind, String(size), budget], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const watch = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const during = step === 'building' ? 'building ' : '';
      problem = { problem: `${during}over ${LIMIT_SECONDS} s` };
      child.kill('SIGKILL');
    }, LIMIT_SECONDS * 1000);
  };
  watch();
  child.stderr.on('data', (chunk) => {
    written = (written + chunk).slice(-4000);
  });
  child.on('message', (message) => {
    watch();
    if (message.step) step = message.step;
    if (message.problem) problem ??= problemOf(message.problem);
    if (message.made) {
      const { median, spread, runs, nodes, pairMedian } = message;
      const pairRatio = pairMedian && median / pairMedian;
      made[message.made] = { microseconds: (median * 1000) / nodes, spread, runs, nodes, pairRatio };
    }
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  if (code !== 0) problem ??= problemOf(written.trim() || `its process ended with code ${code}`);
  return Object.fromEntries(MODES.map((mode) => [mode, made[mode] ?? problem]));
}

function problemOf(message) {
  if (/call stack/i.test(message)) return { problem: 'stack overflow' };
  if (/heap out of memory/i.test(message)) return { problem: 'out of memory' };
  const [first] = message.split('\n');
  return { problem: 'fails', detail: first.length > 160 ? `${first.slice(0, 160)}…` : first };
}

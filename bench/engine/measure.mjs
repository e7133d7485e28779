import { expectedValues, shapeName, shapeOf } from './shapes.mjs';

export const MODES = ['cold', 'unchanged', 'change'];

/** How long to warm up and to measure one mode, in milliseconds, and how many runs are enough. */
export const BUDGETS = {
  full: { warm: 250, sample: 500, fewest: 5, most: 80 },
  quick: { warm: 20, sample: 40, fewest: 3, most: 10 },
};

/** Milliseconds after which a mode stops to wait for the fewest runs. */
const SLOW = 2000;

const collect = globalThis.gc ?? (() => {});
const now = () => performance.now();

/**
 * Runs a subject in one mode, checks what each run gives, and gives the milliseconds of each measured run. What a mode
 * prepares (a fresh engine's surroundings, the changed document) lies outside of the measured time. A subject's `pair`
 * is measured in turns with it, so that a load on the machine meets both.
 */
export async function measureMode(subject, shape, mode, budget) {
  const runners = [subject, ...(subject.pair ? [subject.pair] : [])].map((each) => createRunner(each, shape, mode));
  const round = async () => {
    const taken = [];
    for (const run of runners) taken.push(await run());
    return taken;
  };

  const began = now();
  let rounds = [await round()];
  // A first round that is this slow is measured as it is.
  if (now() - began < SLOW) {
    do await round();
    while (now() - began < budget.warm);
    rounds = [];
    collect(); // once: a forced collection before each run would throw away compiled code, and measure that
    const started = now();
    while (!isEnough(rounds.length, now() - started, budget)) rounds.push(await round());
  }
  const [samples, pair] = runners.map((_, at) => rounds.map((taken) => taken[at]));
  return { samples, pair };
}

function isEnough(rounds, spent, { sample, fewest, most }) {
  return rounds >= most || (spent > sample && rounds >= fewest) || (spent > SLOW && rounds > 0);
}

function createRunner(subject, shape, mode) {
  const base = shape.nodes[shape.changed].plus;
  let edits = 0;
  return async () => {
    let plus = base;
    let run = subject.again;
    if (mode === 'cold') run = await subject.fresh();
    if (mode === 'change') {
      plus = base + ++edits;
      run = subject.edit(plus);
    }
    const began = now();
    await run();
    const taken = now() - began;
    check(subject.values(), expectedValues(shape, plus));
    return taken;
  };
}

function check(found, expected) {
  const at = expected.findIndex((value, i) => found[i] !== value);
  if (at < 0) return;
  const gives = found[at] === undefined ? 'never ran' : `gives ${found[at]}`;
  throw new Error(`the run ends, but its last node ${gives}, expected ${expected[at]}`);
}

/** The median, and half the distance between the quartiles as a part of it. */
export function summarize(samples) {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (part) => sorted[Math.floor(part * (sorted.length - 1))];
  const median = at(0.5);
  return { median, spread: (at(0.75) - at(0.25)) / 2 / median, runs: samples.length };
}

/** For a profiler: one engine, one shape, one mode, in this process. */
export async function measureAlone(engine, [kind = 'chain', size = '1000', mode = 'cold']) {
  if (!MODES.includes(mode)) throw new Error(`no mode "${mode}": ${MODES.join(', ')}`);
  const shape = shapeOf(kind, Number(size));
  const subject = await engine.build(shape);
  if (mode !== 'cold') for (const each of [subject, subject.pair]) await (await each?.fresh())?.();
  const { median, spread, runs } = summarize((await measureMode(subject, shape, mode, BUDGETS.full)).samples);
  const each = (median * 1000) / shape.nodes.length;
  console.log(
    `${engine.name}, ${shapeName(shape)}, ${mode}: ${each.toFixed(3)} µs/node, ${median.toFixed(2)} ms a run, ` +
      `±${(spread * 100).toFixed(0)}%, ${runs} runs`,
  );
}

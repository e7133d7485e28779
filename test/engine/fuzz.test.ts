import { isDeepStrictEqual } from 'node:util';
import {
  bindInputs,
  formatProblem,
  type Graph,
  type Problem,
  parseGraph,
  parseGraphText,
  serializeGraph,
  type Value,
  validateGraph,
} from '@moodwire/engine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { damaged, document, mutated, standIns, working } from './fuzz-cases.js';
import { host, makeEngine } from './workbench.js';

/** `npm run fuzz` asks for more; a seed repeats what it printed. Else each run tries the same cases. */
const isLong = process.env['MODE'] === 'fuzz';
const cases = Number(process.env['FUZZ_CASES'] ?? (isLong ? 120_000 : 6_000));
const seed = Number(process.env['FUZZ_SEED'] ?? (isLong ? Date.now() % 2 ** 31 : 1));

const registry = standIns();
const engine = makeEngine({ registry, cacheBytes: 2 ** 20 });
const count = { cases: 0, parsed: 0, valid: 0, done: 0, failed: 0, invalid: 0, cancelled: 0 };

function checkProblems(problems: readonly Problem[]): void {
  for (const problem of problems.slice(0, 300)) {
    const line = formatProblem(problem);
    const isSaid = problem.found !== '' && problem.expected !== '' && problem.hint !== '';
    if (!isSaid || line.length >= 2000 || /\p{Cc}/u.test(line)) expect.fail(JSON.stringify(problem).slice(0, 400));
  }
}

/** All that must hold for anything at all that is read as a graph. */
async function check(data: unknown): Promise<void> {
  count.cases++;
  const parsed = typeof data === 'string' ? parseGraphText(data) : parseGraph(data);
  checkProblems(parsed.problems);
  if (!('graph' in parsed)) {
    expect(parsed.problems.length).toBeGreaterThan(0);
    return;
  }
  count.parsed++;
  const { graph } = parsed;
  const problems = validateGraph(graph, registry);
  checkProblems(problems);
  const text = serializeGraph(graph);
  const again = parseGraphText(text);
  if (!('graph' in again)) expect.fail(`${JSON.stringify(again.problems)} in ${text}`);
  if (typeof data === 'string' && !isDeepStrictEqual(again.graph, graph)) expect(again.graph).toEqual(graph);
  expect(serializeGraph(again.graph)).toBe(text);
  const names = Object.keys(graph.interface?.inputs ?? {});
  for (const values of [{}, argumentsOf(names, 2), argumentsOf([...names, 'x'.repeat(3000), 'toString', ''], {})]) {
    const bound = bindInputs(graph, values, registry);
    checkProblems(bound.problems);
    checkProblems(validateGraph(bound.graph, registry));
  }
  if (problems.length === 0) count.valid++;
  await runs(graph, problems, {});
  if (problems.length === 0 && names.length > 0) await runs(graph, undefined, argumentsOf(names, 2));
}

const argumentsOf = (names: readonly string[], value: Value) => Object.fromEntries(names.map((name) => [name, value]));

/** A graph that asks for 100,000 rounds is right to; enough of them were seen by then. */
const MOST_EVENTS = 500;

async function runs(
  graph: Graph,
  problems: readonly Problem[] | undefined,
  inputs: Record<string, Value>,
): Promise<void> {
  let events = 0;
  const run = engine.run(graph, {
    host,
    inputs,
    events: 'at once',
    onEvent: () => {
      if (++events === MOST_EVENTS) run.cancel();
    },
  });
  const result = await run.result;
  count[result.status]++;
  if (result.status === 'invalid') {
    expect(result.problems.length).toBeGreaterThan(0);
    checkProblems(result.problems);
  } else if (problems && problems.length > 0) expect.fail(`ran with ${problems.map(formatProblem).join('\n')}`);
  if (result.status !== 'failed') return;
  expect(result.failures.length).toBeGreaterThan(0);
  // What a caller gives to an input is not checked before the node sees it: it may say so in words of its own.
  if (Object.keys(inputs).length > 0) return;
  for (const { message } of result.failures) {
    if (/undefined|is not a function|not iterable|call stack|null/.test(message)) expect.fail(`internal: ${message}`);
  }
}

const share = (part: number) => ({ numRuns: Math.ceil(cases * part), seed, endOnFailure: isLong });

describe(`${cases} cases of seed ${seed}: FUZZ_SEED=${seed} npm run fuzz repeats them`, () => {
  const timeout = 3_600_000;

  test('the right words in wrong places are a graph or problems, and never an exception', { timeout }, async () => {
    await fc.assert(fc.asyncProperty(document, check), share(0.2));
  });

  test('graphs that steer others run to their end or fail at a node', { timeout }, async () => {
    await fc.assert(fc.asyncProperty(working, check), share(0.2));
    expect(count.done).toBeGreaterThan(cases / 100);
  });

  test('real graphs with parts moved, doubled and replaced', { timeout }, async () => {
    await fc.assert(fc.asyncProperty(mutated, check), share(0.15));
    const asText = mutated.map((data) => JSON.stringify(data) ?? '');
    await fc.assert(fc.asyncProperty(asText, check), share(0.15));
  });

  test('real graphs with damaged bytes', { timeout }, async () => {
    await fc.assert(fc.asyncProperty(damaged, check), share(0.3));
    expect(count.cases).toBeGreaterThanOrEqual(cases);
    console.info(`seed ${seed}: ${JSON.stringify(count)}`);
  });
});

import { isDeepStrictEqual } from 'node:util';
import {
  any,
  bindInputs,
  createRegistry,
  defineNode,
  float,
  formatProblem,
  type Graph,
  optional,
  type Param,
  type Problem,
  parseGraph,
  parseGraphText,
  type Registry,
  serializeGraph,
  string,
  type Value,
  validateGraph,
} from '@moodwire/engine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { flowNodes } from './flow-bench.js';
import { damage, mutate, picker, realGraphs } from './mutate.js';
import { host, makeEngine } from './workbench.js';

/** `npm run fuzz` asks for more; a seed repeats what it printed. Else each run tries the same cases. */
const isLong = process.env['MODE'] === 'fuzz';
const cases = Number(process.env['FUZZ_CASES'] ?? (isLong ? 120_000 : 6_000));
const seed = Number(process.env['FUZZ_SEED'] ?? (isLong ? Date.now() % 2 ** 31 : 1));

/** The kinds of node of the shipped graphs, which do nothing. */
function standIns(): Registry {
  const graphs = realGraphs
    .map((bytes) => parseGraphText(bytes.toString()))
    .flatMap((one) => ('graph' in one ? one.graph : []));
  const known = new Set([...createRegistry([{ name: 'test', nodes: flowNodes }]).types]);
  const kinds = new Map<string, { inputs: Set<string>; params: Map<string, Param>; outputs: Set<string> }>();
  for (const { nodes } of graphs) {
    for (const { type, params = {}, inputs = {} } of Object.values(nodes)) {
      if (known.has(type) || !/^[a-z]+\/[a-z-]+$/.test(type) || type.startsWith('subgraph/')) continue;
      const kind = kinds.get(type) ?? { inputs: new Set(), params: new Map(), outputs: new Set() };
      kinds.set(type, kind);
      for (const [name, value] of Object.entries(params)) {
        const of =
          typeof value === 'number'
            ? float({ default: value, help: 'A number.' })
            : string({ default: '', help: 'A text.' });
        kind.params.set(name, of);
      }
      for (const name of Object.keys(inputs)) if (!kind.params.has(name)) kind.inputs.add(name);
    }
    for (const link of Object.values(nodes).flatMap(({ inputs = {} }) => Object.values(inputs).flat())) {
      const [id, port] = link.split('.');
      kinds.get(nodes[id!]?.type ?? '')?.outputs.add(port!);
    }
  }
  const made = [...kinds].map(([type, { inputs, params, outputs }]) =>
    defineNode({
      type,
      title: type,
      version: 1,
      summary: 'For tests.',
      inputs: Object.fromEntries([...inputs].map((name) => [name, optional(any())])),
      params: Object.fromEntries(params),
      outputs: Object.fromEntries([...outputs, 'image', 'file'].map((name) => [name, any()])),
      runsOn: 'host',
      run: () => Object.fromEntries([...outputs, 'image', 'file'].map((name) => [name, 1])),
    }),
  );
  return createRegistry([{ name: 'test', nodes: [...flowNodes, ...made] }]);
}

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

const types = [
  ...['test/number', 'test/add', 'test/total', 'test/range', 'test/sign', 'test/echo', 'test/first', 'test/below'],
  ...['test/multiply', 'test/fail', 'flow/for', 'flow/while', 'flow/fold', 'flow/switch', 'subgraph/a', 'subgraph/b'],
];
const ids = ['a', 'b', 'c', 'd', 'index', 'item', 'again'];
const ports = [
  'value',
  'sum',
  'a',
  'b',
  'items',
  'item',
  'is',
  'product',
  'again',
  'index',
  'plus',
  'yes',
  'on',
  'sign',
];
const wild = fc.oneof(
  { weight: 30, arbitrary: fc.constant(undefined) },
  {
    weight: 1,
    arbitrary: fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true, withTypedArray: true }),
  },
);
/** Mostly what should stand there, at times something else. */
const mostly = <T>(right: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.tuple(right, wild).map(([one, other]) => (other === undefined ? one : other));
const id = fc.constantFrom(...ids);
const link = fc.tuple(id, fc.constantFrom(...ports)).map(([node, port]) => `${node}.${port}`);
const links = mostly(
  fc.oneof({ weight: 4, arbitrary: link }, { weight: 1, arbitrary: fc.array(link, { maxLength: 3 }) }),
);
const params = fc.record(
  {
    value: mostly(fc.integer({ min: -1, max: 3 })),
    body: mostly(fc.constantFrom('a', 'b')),
    count: mostly(fc.integer({ min: 0, max: 3 })),
    limit: mostly(fc.integer({ min: 1, max: 4 })),
    on: mostly(fc.boolean()),
    plus: mostly(fc.integer({ min: -2, max: 2 })),
  },
  { requiredKeys: [] },
);
const map = fc.record(
  { by: mostly(fc.constantFrom('pair', 'repeat', 'cross')), atOnce: mostly(fc.integer({ min: 1, max: 3 })) },
  { requiredKeys: ['by'] },
);
const node = fc.record(
  {
    type: mostly(fc.constantFrom(...types)),
    inputs: mostly(fc.dictionary(fc.constantFrom(...ports), links, { maxKeys: 2 })),
    params: mostly(params),
    mode: mostly(fc.constantFrom('bypass', 'mute')),
    map: mostly(map),
    title: mostly(fc.string({ unit: 'binary' })),
  },
  { requiredKeys: ['type'] },
);

/** What each kind takes and gives, so that a good part of what is made is right. */
const faces: Readonly<
  Record<string, { inputs: readonly string[]; outputs: readonly string[]; params: readonly string[] }>
> = {
  'test/number': { inputs: [], outputs: ['value'], params: ['value'] },
  'test/add': { inputs: ['a', 'b'], outputs: ['sum'], params: ['plus'] },
  'test/total': { inputs: ['items'], outputs: ['sum', 'count'], params: [] },
  'test/range': { inputs: [], outputs: ['items'], params: ['value'] },
  'test/sign': { inputs: ['a'], outputs: ['sign'], params: [] },
  'test/echo': { inputs: ['value'], outputs: ['value'], params: [] },
  'test/first': { inputs: ['a', 'b'], outputs: ['value'], params: [] },
  'test/below': { inputs: ['a'], outputs: ['is'], params: ['limit'] },
  'flow/switch': { inputs: ['yes', 'no'], outputs: ['value'], params: ['on'] },
  'flow/for': { inputs: ['a'], outputs: ['a'], params: ['body', 'count'] },
  'flow/while': { inputs: ['a'], outputs: ['a'], params: ['body', 'limit'] },
  'flow/fold': { inputs: ['a', 'items'], outputs: ['a'], params: ['body'] },
  'subgraph/a': { inputs: ['a'], outputs: ['a'], params: [] },
  'subgraph/b': { inputs: ['a'], outputs: ['a'], params: [] },
};

/** A body whose links mostly lead to what is there: made of numbers, so that it shrinks. */
const sound = fc
  .array(fc.array(fc.nat(999), { minLength: 12, maxLength: 12 }), { minLength: 1, maxLength: 6 })
  .map((rows) => {
    const nodes: Record<string, unknown> = { start: { type: 'test/number', params: { value: 1 } } };
    const outputs = ['start.value'];
    const lists: string[] = [];
    for (const [at, row] of rows.entries()) {
      const kinds = Object.keys(faces);
      const type = kinds[row[0]! % kinds.length]!;
      const face = faces[type]!;
      const from = (i: number, list: readonly string[]) =>
        list[list.length - 1 - (row[i]! % list.length)] ?? 'start.value';
      const inputs = Object.fromEntries(
        face.inputs.map((name, i) => {
          if (name === 'items')
            return [name, lists.length > 0 && row[9]! % 2 ? from(1, lists) : [from(1, outputs), from(2, outputs)]];
          return [name, lists.length > 0 && row[10]! % 4 === 0 ? from(3 + i, lists) : from(3 + i, outputs)];
        }),
      );
      const isMapped = row[10]! % 4 === 0 && lists.length > 0 && face.inputs.length > 0;
      const values = {
        value: row[5]! % 4,
        plus: row[5]! % 3,
        limit: 1 + (row[5]! % 4),
        count: row[5]! % 4,
        body: row[5]! % 2 ? 'a' : 'b',
        on: row[5]! % 2 === 0,
      };
      const set = Object.fromEntries(Object.entries(values).filter(([name]) => face.params.includes(name)));
      const mode = [undefined, undefined, undefined, undefined, 'bypass', 'mute'][row[6]! % 6];
      nodes[`n${at}`] = {
        type,
        ...(row[8]! % 3 ? { params: set } : type.startsWith('flow/') ? { params: set } : {}),
        ...(mode ? { mode } : {}),
        ...(isMapped ? { map: { by: ['pair', 'repeat', 'cross'][row[7]! % 3] } } : {}),
        inputs,
      };
      for (const name of face.outputs) (isMapped || name === 'items' ? lists : outputs).push(`n${at}.${name}`);
    }
    const last = outputs.at(-1)!;
    const firstIn = Object.entries(nodes).find(([, one]) => 'a' in ((one as { inputs?: object }).inputs ?? {}))?.[0];
    const exposed = { a: firstIn ? `${firstIn}.a` : 'start.value', index: 'start.value' };
    return { interface: { inputs: { ...exposed, item: ['start.value'] }, outputs: { a: last, again: last } }, nodes };
  });

const face = fc.record(
  {
    inputs: mostly(fc.dictionary(id, links, { maxKeys: 2 })),
    outputs: mostly(fc.dictionary(id, mostly(link), { maxKeys: 2 })),
  },
  { requiredKeys: [] },
);
const loose = fc.record(
  {
    interface: mostly(face),
    nodes: mostly(fc.dictionary(id, mostly(node), { maxKeys: 4 })),
    title: mostly(fc.string()),
    layout: wild,
    extra: wild,
  },
  { requiredKeys: ['nodes'] },
);
const body = fc.oneof(loose, sound);
const document = fc
  .tuple(
    body,
    mostly(fc.dictionary(fc.constantFrom('a', 'b'), mostly(body), { maxKeys: 2 })),
    mostly(fc.constantFrom(2, 2, 2, 1)),
  )
  .map(([root, subgraphs, version]) => ({ format: 'moodwire.graph', version, ...root, subgraphs }));
const working = fc
  .tuple(sound, sound, sound)
  .map(([root, a, b]) => ({ format: 'moodwire.graph', version: 2, ...root, subgraphs: { a, b } }));

/** A case for each number: they need no shrinking, the number says all. */
const numbers = fc.noShrink(fc.nat());
const source = (pick: (below: number) => number) => realGraphs[pick(realGraphs.length)]!;

const mutated = numbers.map((number) => {
  const pick = picker(number);
  return mutate(JSON.parse(source(pick).toString()), pick);
});
const damaged = numbers.map((number) => {
  const pick = picker(number);
  return damage(source(pick), source(pick), pick).toString();
});

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

describe('what was found this way', () => {
  test('a mapped node goes on over its other lists where an optional one is muted, and does not run without any', async () => {
    const graph = (off: string): Graph => ({
      format: 'moodwire.graph',
      version: 2,
      nodes: {
        on: { type: 'test/range', params: { value: 3 } },
        off: { type: 'test/range', params: { value: 2 }, mode: 'mute' },
        each: { type: 'test/add', map: { by: 'cross' }, inputs: { a: off, b: 'off.items' } },
        none: { type: 'test/number', map: { by: 'pair' }, inputs: { value: 'off.items' } },
      },
    });
    const run = (off: string) => makeEngine({ registry }).run(graph(off), { host }).result;
    expect(await run('on.items')).toEqual({ status: 'done', outputs: {}, nodes: { each: { sum: [1, 2, 3] } } });
    expect(await run('off.items')).toMatchObject({ status: 'done', nodes: { on: { items: [1, 2, 3] } } });
  });

  test('-0 is saved as it is, because it gives another key', () => {
    const text = '{"format":"moodwire.graph","version":2,"nodes":{"a":{"type":"test/number","params":{"value":-0}}}}';
    const parsed = parseGraphText(text);
    expect('graph' in parsed && serializeGraph(parsed.graph)).toContain('"value": -0');
  });

  test('what JSON cannot write is refused in data, and not found out when it is saved', () => {
    for (const odd of [
      1n,
      () => 1,
      Symbol('a'),
      new Date(0),
      new Map(),
      new Uint8Array(2),
      [undefined],
      new Array(2 ** 31),
    ]) {
      const parsed = parseGraph({ format: 'moodwire.graph', version: 2, nodes: {}, x: [odd] });
      expect(parsed.problems).toMatchObject([{ code: 'bad-field', expected: 'what JSON can write' }]);
    }
  });

  test('data that meets itself on many ways is refused', () => {
    let data: unknown = [];
    for (let i = 0; i < 60; i++) data = [data, data];
    const parsed = parseGraph({ format: 'moodwire.graph', version: 2, nodes: {}, x: data });
    expect(parsed.problems).toMatchObject([{ code: 'bad-field', expected: 'fewer' }]);
  });

  test('a problem is one line without control characters, and says a long name in part', () => {
    const name = `\n\u001b[2J\u202e${'x'.repeat(10_000)}`;
    const parsed = parseGraph({
      format: 'moodwire.graph',
      version: 2,
      interface: { inputs: { a: 'a.value' } },
      nodes: {
        a: { type: 'test/number', inputs: { [name]: 'a.value' }, params: { [name]: 1 } },
        b: { type: 'flow/for', params: { body: name } },
      },
    });
    if (!('graph' in parsed)) expect.fail(JSON.stringify(parsed.problems));
    const problems = [
      ...validateGraph(parsed.graph, registry),
      ...bindInputs(parsed.graph, { [name]: 1 }, registry).problems,
    ];
    expect(problems).toHaveLength(4);
    for (const line of problems.map(formatProblem)) expect(line).toMatch(/^[^\p{Cc}\p{Bidi_Control}]{20,600}$/u);
  });

  test('a subgraph takes no more inputs and outputs than anybody draws', () => {
    const inputs = Object.fromEntries(Array.from({ length: 257 }, (_, i) => [`in${i}`, 'a.value']));
    const nodes = { a: { type: 'test/number' } };
    const graph: Graph = {
      format: 'moodwire.graph',
      version: 2,
      nodes: { use: { type: 'subgraph/wide' } },
      subgraphs: { wide: { interface: { inputs }, nodes } },
    };
    expect(validateGraph(graph, registry)).toMatchObject([
      { node: 'use', code: 'bad-interface', expected: 'at most 256' },
    ]);
    expect(validateGraph({ ...graph, nodes, interface: { inputs } }, registry)).toEqual([]);
  });
});

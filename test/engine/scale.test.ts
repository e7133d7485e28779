import { type Graph, parseGraphText, serializeGraph, validateGraph } from '@moodwire/engine';
import { describe, expect, test } from 'vitest';
import { graphOf, host, makeEngine, registry, runAll } from './workbench.js';

function chainOf(length: number): Graph {
  const nodes: Graph['nodes'] = { n0: { type: 'test/number', params: { value: 1 } } };
  for (let i = 1; i < length; i++)
    nodes[`n${i}`] = { type: 'test/add', inputs: { a: `n${i - 1}.${i === 1 ? 'value' : 'sum'}` }, params: { plus: 1 } };
  return graphOf(nodes, { interface: { outputs: { end: `n${length - 1}.sum` } } });
}

/** Forty diamonds on top of each other: 2^40 ways through, 121 nodes. */
function ladderOf(diamonds: number): Graph {
  const nodes: Graph['nodes'] = { j0: { type: 'test/number', params: { value: 1 } } };
  for (let i = 0; i < diamonds; i++) {
    const from = `j${i}.${i === 0 ? 'value' : 'sum'}`;
    nodes[`l${i}`] = { type: 'test/add', inputs: { a: from }, params: { plus: 1 } };
    nodes[`r${i}`] = { type: 'test/add', inputs: { a: from }, params: { plus: 2 } };
    nodes[`j${i + 1}`] = { type: 'test/add', inputs: { a: `l${i}.sum`, b: `r${i}.sum` } };
  }
  return graphOf(nodes, { interface: { outputs: { end: `j${diamonds}.sum` } } });
}

describe('a chain of 100,000 nodes', () => {
  const chain = chainOf(100_000);

  test('is written, read and validated', () => {
    const parsed = parseGraphText(serializeGraph(chain));
    expect(parsed.problems).toEqual([]);
    expect(validateGraph('graph' in parsed ? parsed.graph : graphOf({}), registry)).toEqual([]);
  });

  test('closed to a circle is found to be one', () => {
    const nodes: Graph['nodes'] = { ...chain.nodes, n0: { type: 'test/add', inputs: { a: 'n99999.sum' } } };
    nodes['n1'] = { type: 'test/add', inputs: { a: 'n0.sum' } };
    expect(validateGraph({ ...chain, nodes }, registry).map(({ code }) => code)).toEqual(['cycle']);
  });

  test('runs to its end, and then starts nothing', async () => {
    const engine = makeEngine();
    const run = engine.run(chain, { host });
    const first = { started: 0, finished: 0 };
    for await (const { event } of run) if (event === 'started' || event === 'finished') first[event]++;
    expect(await run.result).toMatchObject({ status: 'done', outputs: { end: 100_000 } });
    expect(first).toEqual({ started: 100_000, finished: 100_000 });
    const second = await runAll(engine, chain);
    expect(second.events.map(({ event }) => event)).toEqual(['planned', 'cached']);
  });
});

describe('a ladder of 40 diamonds', () => {
  test('is validated, and each of its nodes runs once', async () => {
    const ladder = ladderOf(40);
    expect(validateGraph(ladder, registry)).toEqual([]);
    const { result, events } = await runAll(makeEngine(), ladder);
    expect(result).toMatchObject({ status: 'done', outputs: { end: 4 * 2 ** 40 - 3 } });
    expect(events.filter(({ event }) => event === 'started')).toHaveLength(121);
  });
});

test('a fan of 100,000 nodes that all feed one list', async () => {
  const nodes: Graph['nodes'] = {};
  for (let i = 0; i < 100_000; i++) nodes[`n${i}`] = { type: 'test/number', params: { value: i } };
  nodes['all'] = { type: 'test/total', inputs: { items: Object.keys(nodes).map((id) => `${id}.value`) } };
  const { result } = await runAll(makeEngine(), graphOf(nodes), { targets: ['all'] });
  expect(result).toMatchObject({ status: 'done', nodes: { all: { sum: (100_000 * 99_999) / 2, count: 100_000 } } });
});

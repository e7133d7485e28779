import { createRegistry, defineNode, type Graph, string } from '@moodwire/engine';
import { describe, expect, test } from 'vitest';
import { slowNodes, takeTurns } from './slow-bench.js';
import { constant, graphOf, host, makeEngine } from './workbench.js';

/** A node that notes its name when it begins. */
function makeMarks() {
  const order: string[] = [];
  const mark = defineNode({
    type: 'test/mark',
    title: 'Mark',
    version: 1,
    summary: 'For tests.',
    runsOn: 'host',
    inputs: {},
    outputs: constant.outputs,
    params: { ...constant.params, name: string({ default: '', help: 'What is noted.' }) },
    async run({ params, signal }) {
      order.push(params.name);
      await takeTurns(1);
      signal.throwIfAborted();
      return { value: params.value };
    },
  });
  const engine = makeEngine({ registry: createRegistry([{ name: 'p', nodes: [...slowNodes, mark] }]), concurrency: 1 });
  return { order, engine };
}

/** `count` nodes that are ready at once. */
function manyMarks(name: string, count: number): Graph {
  const nodes: Graph['nodes'] = {};
  for (let i = 0; i < count; i++) nodes[`${name}${i}`] = { type: 'test/mark', params: { name, value: i } };
  return graphOf(nodes);
}

describe('runs of one engine', () => {
  test('of equal priority take turns node by node, however many nodes one of them has ready', async () => {
    const { order, engine } = makeMarks();
    const big = engine.run(manyMarks('big', 300), { host });
    await takeTurns(10);
    const before = order.length;
    await engine.run(manyMarks('small', 10), { host }).result;
    expect(order.slice(before, before + 24).filter((name) => name === 'small').length).toBeGreaterThanOrEqual(9);
    big.cancel();
    await big.result;
  });

  test('take turns even when one of them runs many bodies at once', async () => {
    const { order, engine } = makeMarks();
    const body = {
      interface: { inputs: { x: 'a.value' }, outputs: { y: 'a.value' } },
      nodes: { a: { type: 'test/mark', params: { name: 'big' } } },
    };
    const graph = graphOf(
      {
        items: { type: 'test/range', params: { value: 300 } },
        each: { type: 'subgraph/body', inputs: { x: 'items.items' }, map: { by: 'pair' } },
      },
      { subgraphs: { body } },
    );
    const big = engine.run(graph, { host });
    await takeTurns(10);
    const before = order.length;
    await engine.run(manyMarks('small', 10), { host }).result;
    expect(order.slice(before, before + 24).filter((name) => name === 'small').length).toBeGreaterThanOrEqual(9);
    big.cancel();
    await big.result;
  });
});

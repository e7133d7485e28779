import type { Graph } from '@moodwire/engine';
import { describe, expect, test } from 'vitest';
import { numberNode, slowRegistry as registry, turns } from './slow-bench.js';
import { brief, graphOf, makeEngine, runAll } from './workbench.js';

/** Two nodes, `u` and `v`, of which either may be the later one. */
async function bothWays(graph: Graph) {
  const told = [];
  for (const [u, v] of [
    [1, 12],
    [12, 1],
  ]) {
    turns.set('u', u!).set('v', v!);
    const { result, events } = await runAll(makeEngine({ registry }), graph);
    const failures =
      result.status === 'failed' ? result.failures.map(({ node, message }) => `${node}: ${message}`) : [];
    told.push({ events: brief(events), failures, nodes: 'nodes' in result && result.nodes });
  }
  return told;
}

const u = { type: 'test/slow', params: { name: 'u', value: 0 } };
const v = { type: 'test/slow', params: { name: 'v', value: 0 } };

describe('the order of what is told does not depend on which node is the later one', () => {
  test('of two loops that share their work', async () => {
    const loop = (from: string) => ({
      type: 'flow/for',
      inputs: { state: `${from}.value` },
      params: { body: 'step', count: 2 },
    });
    const face = { inputs: { state: 's.a' }, outputs: { state: 's.value' } };
    const step = { interface: face, nodes: { s: { type: 'test/slow', params: { value: 1 } } } };
    const [one, two] = await bothWays(graphOf({ u, v, x: loop('u'), y: loop('v') }, { subgraphs: { step } }));
    expect(two).toEqual(one);
  });

  test('of two nodes that ask for the same', async () => {
    const asks = (from: string) => ({ type: 'test/first', inputs: { a: `${from}.value`, b: 'shared.sum' } });
    const shared = { type: 'test/add', inputs: { a: 'up.value' } };
    const [one, two] = await bothWays(graphOf({ u, v, up: numberNode(5), shared, f1: asks('u'), f2: asks('v') }));
    expect(two).toEqual(one);
  });

  test('of two nodes that fail', async () => {
    const fails = (from: string) => ({ type: 'test/fail', inputs: { a: `${from}.value` }, params: { message: from } });
    const [one, two] = await bothWays(graphOf({ u, v, f1: fails('u'), f2: fails('v') }));
    expect(two).toEqual(one);
  });
});

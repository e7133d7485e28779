import { describe, expect, test } from 'vitest';
import { numberNode, slowRegistry as registry } from './slow-bench.js';
import { graphOf, makeEngine, runAll } from './workbench.js';

describe('a run of a part', () => {
  test('is refused for a problem in the body of a loop that it needs', async () => {
    const bad = {
      interface: { inputs: { state: 'x.a' }, outputs: { state: 'x.sum' } },
      nodes: { x: { type: 'test/add', params: { plus: 'no' } } },
    };
    const loop = { type: 'flow/for', inputs: { state: 'a.value' }, params: { body: 'bad', count: 2 } };
    const graph = graphOf({ a: numberNode(1), loop }, { subgraphs: { bad } });
    const part = await runAll(makeEngine({ registry }), graph, { targets: ['loop'] });
    expect(part.result).toMatchObject({ status: 'invalid', problems: [{ node: 'subgraphs.bad.x', port: 'plus' }] });
    const other = await runAll(makeEngine({ registry }), graph, { targets: ['a'] });
    expect(other.result).toMatchObject({ status: 'done', nodes: { a: { value: 1 } } });
  });

  test('is refused for a circle in a subgraph that it needs', async () => {
    const circle = { x: { type: 'test/add', inputs: { a: 'z.sum' } }, z: { type: 'test/add', inputs: { a: 'x.sum' } } };
    const bad = { interface: { outputs: { y: 'x.sum' } }, nodes: circle };
    const after = { type: 'test/add', inputs: { a: 's.y' } };
    const graph = graphOf({ a: numberNode(1), s: { type: 'subgraph/bad' }, after }, { subgraphs: { bad } });
    for (const target of ['s', 's/x', 'after']) {
      const { result } = await runAll(makeEngine({ registry }), graph, { targets: [target] });
      expect(result, target).toMatchObject({ status: 'invalid', problems: [{ found: 'a circle x → z → x' }] });
      expect(result.status === 'invalid' && result.problems, target).toHaveLength(1);
    }
    const other = await runAll(makeEngine({ registry }), graph, { targets: ['a'] });
    expect(other.result).toMatchObject({ status: 'done', nodes: { a: { value: 1 } } });
  });

  test('needs no values for inputs of the graph that lead elsewhere', async () => {
    const graph = graphOf({ a: numberNode(1), b: { type: 'test/add' } }, { interface: { inputs: { x: 'b.a' } } });
    const { result } = await runAll(makeEngine({ registry }), graph, { targets: ['a'] });
    expect(result).toMatchObject({ status: 'done', nodes: { a: { value: 1 } } });
    const other = await runAll(makeEngine({ registry }), graph, { targets: ['b'] });
    expect(other.result).toMatchObject({ status: 'invalid', problems: [{ code: 'missing-input', node: 'b' }] });
  });

  test('goes through a mapped node that is bypassed', async () => {
    const each = { type: 'test/add', inputs: { a: 'items.items' }, map: { by: 'pair' }, mode: 'bypass' } as const;
    const graph = graphOf({
      items: { type: 'test/range', params: { value: 3 } },
      each,
      sum: { type: 'test/total', inputs: { items: 'each.sum' } },
    });
    const { result } = await runAll(makeEngine({ registry }), graph, { targets: ['sum'] });
    expect(result).toMatchObject({ status: 'done', nodes: { sum: { sum: 6, count: 3 } } });
  });
});

import { createRegistry, defineNode, expand, number } from '@moodwire/engine';
import { describe, expect, test } from 'vitest';
import { flowNodes } from './flow-bench.js';
import { constant, graphOf, makeEngine, runAll, told } from './workbench.js';

const number1 = (value: number) => ({ type: 'test/number', params: { value } });

describe('a node that returns a graph', () => {
  const factorial = defineNode({
    ...constant,
    type: 'test/factorial',
    run({ params }) {
      if (params.value <= 1) return { value: 1 };
      const nodes = {
        less: { type: 'test/factorial', params: { value: params.value - 1 } },
        n: number1(params.value),
        times: { type: 'test/multiply', inputs: { a: 'less.value', b: 'n.value' } },
      };
      return expand(graphOf(nodes, { interface: { outputs: { value: 'times.product' } } }));
    },
  });
  const given = defineNode({
    ...constant,
    type: 'test/given',
    params: { ...constant.params },
    outputs: { value: number() },
    run: ({ params }) =>
      expand(
        graphOf(
          { e: { type: 'test/echo' } },
          { interface: { inputs: { x: 'e.value' }, outputs: { [params.value > 0 ? 'value' : 'other']: 'e.value' } } },
        ),
        { x: params.value },
      ),
  });
  const made = createRegistry([{ name: 'p', nodes: [...flowNodes, factorial, given] }]);

  test('has it run in its place, as deep as it likes, and cached', async () => {
    const engine = makeEngine({ registry: made });
    const graph = graphOf({ f: { type: 'test/factorial', params: { value: 5 } } });
    const { result, events } = await runAll(engine, graph);
    expect(result).toMatchObject({ nodes: { f: { value: 120 } } });
    expect(told(events, 'started')).toContain('f/less/less/less/less');
    const next = await runAll(engine, graphOf({ f: { type: 'test/factorial', params: { value: 6 } } }));
    expect(next.result).toMatchObject({ nodes: { f: { value: 720 } } });
    expect(told(next.events, 'started')).toEqual(['f', 'f/n', 'f/times']);
    await engine.close();
    expect(engine.usage.values).toBe(0);
  });

  test('may give it values, and must get what it promised', async () => {
    const of = (value: number) =>
      runAll(makeEngine({ registry: made }), graphOf({ g: { type: 'test/given', params: { value } } }));
    expect((await of(7)).result).toMatchObject({ nodes: { g: { value: 7 } } });
    expect((await of(0)).result).toMatchObject({ failures: [{ message: 'test/given gave no "value"' }] });
  });
});

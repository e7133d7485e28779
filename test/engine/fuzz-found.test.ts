import {
  bindInputs,
  formatProblem,
  type Graph,
  parseGraph,
  parseGraphText,
  serializeGraph,
  validateGraph,
} from '@moodwire/engine';
import { describe, expect, test } from 'vitest';
import { flowRegistry as registry } from './flow-bench.js';
import { host, makeEngine } from './workbench.js';

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

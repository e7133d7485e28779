import {
  formatProblem,
  type Graph,
  parseGraphText,
  serializeGraph,
  textWarningsOf,
  warningsOf,
} from '@moodwire/engine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { damaged } from './fuzz-cases.js';

function read(graph: object): Graph {
  const parsed = parseGraphText(JSON.stringify({ format: 'moodwire.graph', version: 2, nodes: {}, ...graph }));
  if (!('graph' in parsed)) expect.fail(parsed.problems.map(formatProblem).join());
  return parsed.graph;
}

describe('a field that is not known', () => {
  const node = { type: 'test/number', param: { value: 1 }, colour: 'red', map: { by: 'pair', atonce: 2 } };
  const graph = read({
    nods: {},
    author: 'me',
    interface: { input: {} },
    layout: { note: [] },
    nodes: { a: node },
    subgraphs: { s: { nodes: { b: { type: 'test/number', input: {} } }, titel: 'S' } },
  });

  test('is warned of when its name is nearly that of one that is known', () => {
    const means = (place: string, field: string, meant: string) =>
      `${place}found the field "${field}", which means nothing here, expected one that does. Did you mean "${meant}"?`;
    expect(warningsOf(graph).map(formatProblem)).toEqual([
      means('', 'nods', 'nodes'),
      means('interface: ', 'input', 'inputs'),
      means('layout: ', 'note', 'notes'),
      means('a: ', 'param', 'params'),
      means('a.map: ', 'atonce', 'atOnce'),
      means('subgraphs.s: ', 'titel', 'title'),
      means('subgraphs.s.b: ', 'input', 'inputs'),
    ]);
  });

  test('is kept when the graph is saved', () => {
    const again = parseGraphText(serializeGraph(graph));
    expect('graph' in again && again.graph).toEqual(graph);
  });

  test('is warned of a hundred times at most', () => {
    const nodes = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`n${i}`, { type: 'a/b', param: {} }]));
    expect(warningsOf(read({ nodes }))).toHaveLength(100);
  });
});

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

test('what is no JSON is told of with its place, and only that is', () => {
  const edges = fc.constantFrom(
    '0',
    '-',
    '01',
    '1.',
    '1e5',
    '-0.5E+3',
    '"\\u12"',
    '"\\u00e9"',
    '[1,]',
    '[,]',
    '{"a"}',
    '{,}',
    ' [ ] ',
    '',
  );
  const text = fc.oneof(
    damaged,
    edges,
    fc.json(),
    fc.json().map((json) => json.slice(1)),
  );
  fc.assert(
    fc.property(text, (text) => {
      const [problem] = parseGraphText(text).problems;
      // A mark of byte order before the text is no part of it.
      expect(problem?.code === 'not-json').toBe(!isJson(text.replace(/^\uFEFF/, '')));
      if (problem?.code === 'not-json') expect(problem.found).toMatch(/ at line \d+, column \d+$/);
      const around = `{"twice": 1, "twice": ${text}}`;
      expect(textWarningsOf(around).length > 0).toBe(isJson(around));
    }),
    { numRuns: 2000 },
  );
});

describe('a name that stands twice in one object', () => {
  test('is warned of with the way to it and its line, however it is written', () => {
    const text =
      '{\n "nodes": { "a": {},\n  "b": [1, {"x": "{\\"x\\":", "x": 2}],\n  "\\u0061": {} },\n "nodes2": {"a": 1} }';
    expect(textWarningsOf(text).map(formatProblem)).toEqual([
      'nodes.b.1.x: found this name again in line 3, column 29, expected each once. Only the last counts: rename or remove one.',
      'nodes.a: found this name again in line 4, column 3, expected each once. Only the last counts: rename or remove one.',
    ]);
  });

  test('is not looked for beyond what is JSON, and takes no longer for a hostile text', () => {
    expect(textWarningsOf('{"a": 1, "a"')).toEqual([]);
    expect(textWarningsOf('['.repeat(1e6))).toEqual([]);
    expect(textWarningsOf(`"${'\\\\'.repeat(1e6)}`)).toEqual([]);
    expect(textWarningsOf(`{${'"a":1,'.repeat(1e4)}"a":1}`)).toHaveLength(100);
  });
});

import { closest, formatProblem, type Graph, parseGraph, parseGraphText, validateGraph } from '@moodwire/engine';
import { describe, expect, test } from 'vitest';
import { graphOf, makeEngine, registry, runAll } from './workbench.js';

const lines = (graph: Graph) => validateGraph(graph, registry).map((one) => `${one.code} | ${formatProblem(one)}`);

function parseLines(data: unknown): string[] {
  const parsed = typeof data === 'string' ? parseGraphText(data) : parseGraph(data);
  return 'graph' in parsed ? [] : parsed.problems.map((one) => `${one.code} | ${formatProblem(one)}`);
}

const everything = graphOf(
  {
    start: { type: 'test/number', params: { value: 'one' } },
    odd: { type: 'test/nummber' },
    sum: {
      type: 'test/add',
      inputs: { a: 'strat.value', b: 'start.valeu', c: 'start.value' },
      params: { plus: 2000, pluss: 1, a: 3 },
    },
    lonely: {
      type: 'test/add',
      inputs: { plus: 'start.value', b: ['start.value', 'start.value'] },
      params: { plus: 1 },
    },
    paint: {
      type: 'test/mixed',
      inputs: {
        picture: 'start.value',
        edited: 'more.edited',
        area: 'start.value',
        note: 'more.picture',
        fast: 'odd.x',
      },
      params: { mood: 'aew', steps: 2.5, note: 7 },
    },
    more: { type: 'test/mixed', params: { steps: 51, mood: null } },
    items: { type: 'test/total', inputs: { items: ['start.value', 'more.words'], rest: 'start.value' } },
    ring: { type: 'test/add', inputs: { a: 'chain.sum' } },
    chain: { type: 'test/add', inputs: { a: 'link.sum' } },
    link: { type: 'test/add', inputs: { a: 'ring.sum' } },
    self: { type: 'test/add', inputs: { a: 'self.sum' } },
  },
  {
    interface: {
      inputs: { photo: 'start.valu', fine: 'start.value' },
      outputs: { sum: 'smu.sum', pic: 'more.pictures' },
    },
  },
);

describe('validation', () => {
  test('tells of everything that is wrong at once, in the order of the document', () => {
    expect(lines(everything)).toMatchInlineSnapshot(`
      [
        "bad-param | start.value: found "one", expected a number. The number.",
        "unknown-node-type | odd: found type "test/nummber", expected a kind of node that is installed. \`moodwire nodes\` lists them. Did you mean "test/number"?",
        "missing-node | sum.a: found a link from "strat", expected a node of this graph. Add the node or remove the link. Did you mean "start"?",
        "missing-output | sum.b: found "start.valeu", expected an output of test/number: value. Link another output. Did you mean "value"?",
        "unknown-input | sum.c: found a link to "c", expected a, b, plus. Remove it.",
        "bad-param | sum.plus: found 2000, expected a number from -1000 to 1000. Added on top.",
        "unknown-param | sum.pluss: found param "pluss", expected plus. Remove it. Did you mean "plus"?",
        "unknown-param | sum.a: found param "a", expected plus. It is an input: link an output to it.",
        "too-many-links | lonely.b: found a list of 2, expected one link. Keep one, without brackets, or add "map": {"by": "pair"} to the node, which runs it for each.",
        "missing-input | lonely.a: found no link, expected number. Link an output of type number to it.",
        "fed-twice | lonely.plus: found a value and a link, expected one of them. Remove the value or the link.",
        "wrong-type | paint.picture: found number from "start.value", expected image. number is not image.",
        "wrong-type | paint.edited: found latent(channels 8) from "more.edited", expected latent(channels 4). latent(channels 8) has channels 8, and channels 4 is wanted.",
        "wrong-type | paint.area: found number from "start.value", expected mask or image. number is none of mask or image.",
        "wrong-type | paint.note: found image from "more.picture", expected text. image is not text.",
        "bad-param | paint.mood: found "aew", expected one of awe, fear. A mood. Did you mean "awe"?",
        "bad-param | paint.steps: found 2.5, expected a whole number from 1 to 50. Steps.",
        "bad-param | paint.note: found 7, expected text. A note.",
        "bad-param | more.steps: found 51, expected a whole number from 1 to 50. Steps.",
        "bad-param | more.mood: found null, expected one of awe, fear. A mood.",
        "wrong-type | items.items: found text from "more.words", expected number. text is not number.",
        "wrong-type | items.rest: found number from "start.value", expected list of number. number is not list of number.",
        "bad-interface | interface.inputs.photo: found "start.valu", expected a param or input of a node, "node.port". Correct it. Did you mean "start.value"?",
        "bad-interface | interface.outputs.sum: found "smu.sum", expected an output of a node, "node.output". Correct it. Did you mean "sum"?",
        "bad-interface | interface.outputs.pic: found "more.pictures", expected an output of a node, "node.output". Correct it. Did you mean "more.picture"?",
        "cycle | ring: found a circle ring → link → chain → ring, expected links that lead forward. Remove one link of the circle.",
        "cycle | self: found a circle self → self, expected links that lead forward. Remove one link of the circle.",
      ]
    `);
  });

  test('says nothing of a graph that can run', () => {
    expect(lines(graphOf({ a: { type: 'test/number' }, b: { type: 'test/add', inputs: { a: 'a.value' } } }))).toEqual(
      [],
    );
  });

  test('tells of one circle only where several share a node', () => {
    const nodes = {
      a: { type: 'test/add', inputs: { a: 'b.sum', b: 'c.sum' } },
      b: { type: 'test/add', inputs: { a: 'a.sum' } },
      c: { type: 'test/add', inputs: { a: 'a.sum' } },
    };
    expect(validateGraph(graphOf(nodes), registry).map(({ found }) => found)).toEqual(['a circle a → b → a']);
  });

  test('prints a long circle from both ends only', () => {
    const nodes = Object.fromEntries(
      Array.from({ length: 1000 }, (_, i) => [`n${i}`, { type: 'test/add', inputs: { a: `n${(i + 1) % 1000}.sum` } }]),
    );
    expect(lines(graphOf(nodes))).toMatchInlineSnapshot(`
      [
        "cycle | n0: found a circle n0 → n999 → n998 → n997 → n996 → n995 → … 989 more … → n5 → n4 → n3 → n2 → n1 → n0, expected links that lead forward. Remove one link of the circle.",
      ]
    `);
  });

  test('tells of a wrong target and a wrong argument when the graph is called', async () => {
    const graph = graphOf({ a: { type: 'test/number' } }, { interface: { inputs: { strength: 'a.value' } } });
    const { result } = await runAll(makeEngine(), graph, {
      targets: ['A', 'zzz'],
      inputs: { strenght: 1, strength: 'x' },
    });
    expect(result.status === 'invalid' && result.problems.map(formatProblem)).toMatchInlineSnapshot(`
      [
        "strenght: found an input "strenght", expected one of strength. These are the graph's own names. Did you mean "strength"?",
        "a.value: found "x", expected a number. The number.",
        "found a target "A", expected a node of this graph. Name one of its nodes. Did you mean "a"?",
        "found a target "zzz", expected a node of this graph. Name one of its nodes.",
      ]
    `);
  });
});

describe('reading', () => {
  test('tells of every bad field, with what was found there and what belongs there', () => {
    expect(
      parseLines({
        format: 'moodwire.graph',
        version: 2,
        title: 'x'.repeat(201),
        nodes: {
          a: { type: 7, inputs: { x: 3, y: ['b.c', 'b'], z: 'no dot' } },
          b: { inputs: 'a.b', params: [1] },
          c: 'a node',
          '1st': { type: 'test/add' },
        },
        interface: { inputs: { 'my photo': 'a.b' }, outputs: { out: null } },
        layout: { nodes: { a: { x: '1', y: 2 } }, groups: {} },
      }),
    ).toMatchInlineSnapshot(`
      [
        "bad-field | title: found "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…, expected at most 200 characters. Correct this field.",
        "bad-field | interface.inputs.my photo: found the name "my photo", expected a letter, then up to 63 letters, digits, "-" or "_". Choose another name.",
        "bad-field | interface.outputs.out: found null, expected text. Correct this field.",
        "bad-field | a.type: found 7, expected text. Correct this field.",
        "bad-field | a.x: found 3, expected a link written "node.output", or a list of them. Correct this field.",
        "bad-field | a.y.1: found "b", expected a link written "node.port". Correct this field.",
        "bad-field | a.z: found "no dot", expected a link written "node.port". Correct this field.",
        "bad-field | b.type: found nothing, expected text. Correct this field.",
        "bad-field | b.inputs: found "a.b", expected an object. Correct this field.",
        "bad-field | b.params: found [1], expected an object. Correct this field.",
        "bad-field | c: found "a node", expected an object. Correct this field.",
        "bad-field | 1st: found the name "1st", expected a letter, then up to 63 letters, digits, "-" or "_". Choose another name.",
        "bad-field | layout.nodes.a.x: found "1", expected a number. Correct this field.",
        "bad-field | layout.groups: found {}, expected a list. Correct this field.",
      ]
    `);
  });

  test('tells what is no graph at all', () => {
    const header = { format: 'moodwire.graph', nodes: {} };
    const all = [
      null,
      7n,
      '"text"',
      [],
      { format: 'comfy' },
      header,
      { ...header, version: 0 },
      { ...header, version: 3 },
    ];
    expect(all.flatMap(parseLines)).toMatchInlineSnapshot(`
      [
        "not-a-graph | found null, expected "format": "moodwire.graph". Open a graph that Moodwire saved.",
        "not-a-graph | found 7, expected "format": "moodwire.graph". Open a graph that Moodwire saved.",
        "not-a-graph | found "text", expected "format": "moodwire.graph". Open a graph that Moodwire saved.",
        "not-a-graph | found JSON of another kind, expected "format": "moodwire.graph". Open a graph that Moodwire saved.",
        "not-a-graph | found JSON of another kind, expected "format": "moodwire.graph". Open a graph that Moodwire saved.",
        "bad-field | version: found nothing, expected a whole number from 1 to 2. Add "version": 2, or the version that the graph was written for.",
        "bad-field | version: found 0, expected a whole number from 1 to 2. Open a graph that Moodwire saved.",
        "newer-version | found version 3, expected version 2 or older. Update Moodwire to open this graph.",
      ]
    `);
  });

  test('tells where a text stops being JSON, by line and column', () => {
    const place = (text: string) =>
      /text that is not JSON at (line \d+, column \d+), expected/.exec(parseLines(text)[0]!)?.[1];
    expect(place('{"a":')).toBe('line 1, column 6');
    expect(place('')).toBe('line 1, column 1');
    expect(place('{\n  "nodes": {\n    "a": {"type": "x/y",}\n  }\n}')).toBe('line 3, column 25');
    expect(place('\uFEFF{\n "a": nil}')).toBe('line 2, column 7');
    expect(place('{\r\n  "a": "two\nlines"}')).toBe('line 2, column 12');
    expect(place('{"a": 1} {}')).toBe('line 1, column 10');
  });

  test('stops telling after a hundred bad fields', () => {
    const nodes = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`n${i}`, 7]));
    expect(parseLines(graphOf(nodes as never))).toHaveLength(100);
  });
});

describe('a suggestion', () => {
  test('is what was probably meant', () => {
    expect(closest('strenght', ['strength', 'target'])).toBe('strength');
    expect(closest('AWE', ['fear', 'awe'])).toBe('awe');
    expect(closest('imge', ['mask', 'image'])).toBe('image');
  });

  test('is not made where names are merely short', () => {
    expect(closest('a', ['b', 'c'])).toBeUndefined();
    expect(closest('ab', ['cd', 'ac'])).toBeUndefined();
    expect(closest('x', ['X'])).toBe('X');
    expect(closest('', ['a'])).toBeUndefined();
    expect(closest('y'.repeat(1e6), ['y'.repeat(1e6 - 1)])).toBeUndefined();
  });
});

import { createRegistry, defineNode, image, type NodeDefinition, number } from '@moodwire/engine';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, constant, megabyte, mixed, nodes } from './workbench.js';

/** These are always there. */
const FLOW = ['flow/fold', 'flow/for', 'flow/switch', 'flow/while'];

/** What is said of one declaration, without the name of its pack and node. */
function said(declared: unknown): string {
  const { problems, types } = createRegistry([{ name: 'p', nodes: [declared] as never }]);
  expect(problems).toHaveLength(1);
  expect(types).toEqual(FLOW);
  return problems[0]!.replace(/^pack p, node [^:]*: /, '');
}

const withParam = (change: object) => ({
  ...mixed,
  params: { mood: { ...mixed.params.mood, ...change } },
});

describe('a registry', () => {
  it('tells of wrong nodes, and leaves the rest to be used', () => {
    const wrong = [
      add,
      { ...constant, type: 'Not A Type' },
      { ...constant, type: 'test/clash', inputs: { value: number() } },
      { ...constant, type: 'test/range', params: { value: { ...constant.params.value, min: 5 } } },
      { ...constant, type: 'test/port', outputs: { 'two words': number() } },
      null,
      { ...constant, type: 'test/no-params', params: null },
      { ...constant, type: 'test/no-port', inputs: { a: undefined } },
      { ...constant, type: 'test/fine' },
      { ...constant, type: 'test/fine' },
    ];
    const { problems, types } = createRegistry([
      { name: 'mine', nodes: nodes },
      { name: 'theirs', nodes: wrong as never },
      { name: 'empty' } as never,
      { nodes: [{ ...constant, type: 'test/nameless' }] } as never,
    ]);
    expect(types).toHaveLength(nodes.length + 2 + FLOW.length);
    expect(types).toContain(megabyte.type);
    expect(problems).toEqual([
      'pack theirs, node test/add: this type is declared by pack mine already; give one of them another',
      'pack theirs, node Not A Type: a type is written "category/name", lower case with hyphens',
      'pack theirs, node test/clash: "value" is both an input and a param',
      'pack theirs, node test/range: the default of "value" is 0, expected a number of at least 5',
      'pack theirs, node test/port: port "two words" must be a letter, then letters, digits or "_"',
      'pack theirs, node number 6: null is no node; declare it with defineNode',
      'pack theirs, node test/no-params: "params" must be an object of objects',
      'pack theirs, node test/no-port: "inputs" must be an object of objects',
      'pack theirs, node test/fine: this type is declared twice in this pack; give one of them another',
      'pack empty: it has no list of nodes; its "nodes" is nothing',
      'pack number 4: its name is nothing; expected text',
    ]);
  });

  it.each<[string, unknown, string]>([
    ['a version that is no number', { ...add, version: Number.NaN }, 'its "version" is NaN; expected a whole number'],
    ['no run', { ...add, run: undefined }, 'its "run" is nothing; expected a function'],
    ['a run that is text', { ...add, run: 'run' }, 'its "run" is "run"; expected a function'],
    ['a fingerprint that is no function', { ...add, fingerprint: 1 }, 'its "fingerprint" is 1'],
    ['no title', { ...add, title: '' }, 'its "title" is ""'],
    ['no summary', { ...add, summary: 5 }, 'its "summary" is 5'],
    ['a place it does not run', { ...add, runsOn: 'gpu' }, 'its "runsOn" is "gpu"; expected "host" or "backend"'],
    ['another cache', { ...add, cache: true }, 'its "cache" is true'],
    ['a port with no kind', { ...add, outputs: { sum: {} } }, 'output "sum": its kind is nothing'],
    [
      'an optional output',
      { ...add, outputs: { sum: { kind: 'image', optional: true } } },
      'only an input is optional',
    ],
    ['a list of nothing', { ...add, inputs: { a: { kind: 'list' } } }, 'input "a": a list is of one type'],
    ['a choice of nothing', { ...add, inputs: { a: { kind: 'either', of: [] } } }, 'a choice has alternatives'],
    ['odd traits', { ...add, inputs: { a: { kind: 'latent', traits: { channels: {} } } } }, 'its traits are'],
    ['a function as a port', { ...add, inputs: { a: image } }, '"inputs" must be an object of objects'],
    ['a port with a method', { ...add, inputs: { a: { kind: 'x', draw() {} } } }, '"inputs" must be plain data'],
    ['a param with no port', withParam({ port: undefined }), 'param "mood": nothing is no port'],
    ['a param of no kind', withParam({ kind: 'hue' }), 'the kind of "mood" is "hue"'],
    ['no help', withParam({ help: undefined }), 'the help of "mood" is nothing'],
    ['no choices', withParam({ choices: undefined }), 'the choices of "mood" is nothing'],
    ['a choice given twice', withParam({ choices: ['awe', 'awe'] }), 'each word once'],
    [
      'a default that is no choice',
      withParam({ default: 'joy' }),
      'the default of "mood" is "joy", expected one of awe',
    ],
    ['a range without end', withParam({ max: Number.POSITIVE_INFINITY }), 'the max of "mood" is Infinity'],
    [
      'a range the wrong way round',
      withParam({ min: 2, max: 1 }),
      'the min of "mood" is 2, expected at most its max, 1',
    ],
    [
      'a default that is no colour',
      withParam({ kind: 'colour', default: 'red', choices: undefined }),
      'the default of "mood" is "red", expected a colour as #rrggbb',
    ],
    [
      'a list that holds nothing',
      withParam({ kind: 'numbers', default: [], most: 0, choices: undefined }),
      'the most of "mood" is 0, expected a whole number from 1 up',
    ],
    ['a file for what?', withParam({ kind: 'file', choices: undefined }), 'the access of "mood" is nothing'],
  ])('refuses a node with %s', (_, declared, message) => {
    expect(said(declared)).toContain(message);
  });

  it('reads declarations that throw, change or never end without harm', () => {
    const thrower = {
      ...add,
      get params(): never {
        throw new Error('a trap');
      },
    };
    expect(said(thrower)).toBe('it cannot be read: a trap');
    expect(
      said(
        new Proxy(add, {
          get: () => {
            throw new Error('a trap');
          },
        }),
      ),
    ).toBe('it cannot be read: a trap');
    const ring: Record<string, unknown> = { kind: 'list' };
    ring['of'] = [ring];
    expect(said({ ...add, outputs: { sum: ring } })).toContain('more than 20 deep');
    const { problems } = createRegistry([
      { name: 'long', nodes: { length: 1e9 } as never },
      { name: 'p', nodes: new Array(1e9) },
    ]);
    expect(problems).toHaveLength(2);
  });

  it('keeps what was declared, whatever a pack does to it afterwards, and runs it as its own', async () => {
    class Twice {
      type = 'test/twice';
      title = 'Twice';
      version = 1;
      summary = 'For tests.';
      inputs = { a: number() };
      params = {};
      outputs: Record<string, unknown> = { b: number() };
      runsOn = 'host';
      #factor = 2;
      run({ inputs }: { inputs: { a: number } }) {
        return { b: inputs.a * this.#factor };
      }
    }
    const declared = new Twice();
    const { get, problems } = createRegistry([{ name: 'p', nodes: [declared as never] }]);
    expect(problems).toEqual([]);
    declared.outputs['b'] = null;
    expect(get('test/twice')!.outputs['b']).toEqual(number());
    expect(await (get('test/twice') as NodeDefinition).run({ inputs: { a: 4 } } as never)).toEqual({ b: 8 });
  });

  it('never throws, and has only nodes that can be used, whatever the packs are', () => {
    const hostile = fc.constantFrom<unknown>(
      new Proxy(
        {},
        {
          get: () => {
            throw null;
          },
        },
      ),
      new Proxy([], {
        get: () => {
          throw new Proxy(
            {},
            {
              get: () => {
                throw 1;
              },
              getPrototypeOf: () => {
                throw 2;
              },
            },
          );
        },
      }),
      new Proxy(
        {},
        {
          ownKeys: () => {
            throw new Error('keys');
          },
        },
      ),
      Object.create(null),
      Symbol('s'),
      () => 1,
      10n,
      Number.NaN,
      new Map(),
      new Date(Number.NaN),
      /x/,
    );
    const junk = fc.oneof(
      hostile,
      fc.anything({ withNullPrototype: true, withBigInt: true, withTypedArray: true, maxDepth: 3 }),
    );
    const field = fc.constantFrom(...(Object.keys(mixed) as string[]), 'cache', 'fingerprint');
    const part = fc.constantFrom('inputs', 'params', 'outputs');
    const node = fc.oneof(
      junk,
      fc.tuple(field, junk).map(([name, value]) => ({ ...mixed, [name]: value })),
      fc.tuple(part, fc.constantFrom('picture', 'mood', 'steps', '__proto__'), junk).map(([name, port, value]) => ({
        ...mixed,
        [name]: { ...mixed[name as 'params'], [port]: value },
      })),
      fc.tuple(fc.constantFrom(...Object.keys(mixed.params.steps)), junk).map(([name, value]) => ({
        ...mixed,
        params: { steps: { ...mixed.params.steps, [name]: value } },
      })),
    );
    const pack = fc.oneof(junk, fc.record({ name: junk, nodes: fc.oneof(junk, fc.array(node, { maxLength: 4 })) }));
    fc.assert(
      fc.property(fc.oneof(junk, fc.array(pack, { maxLength: 4 })), (packs) => {
        const { types, problems, get } = createRegistry(packs as never);
        for (const problem of problems) expect(problem).toMatch(/^(pack |the packs )/);
        const theirs = types.filter((type) => !type.startsWith('flow/')).map((type) => get(type) as NodeDefinition);
        for (const found of theirs) {
          const { type } = found;
          expect(typeof found.run).toBe('function');
          expect(JSON.parse(JSON.stringify(found))).toMatchObject({ type, version: expect.any(Number) });
        }
        expect(createRegistry([{ name: 'again', nodes: theirs }]).problems).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('takes what defineNode gives', () => {
    const odd = defineNode({ ...add, type: 'test/odd', cache: 'never', fingerprint: () => 'x' });
    expect(createRegistry([{ name: 'p', nodes: [odd] }]).get('test/odd')).toMatchObject({ cache: 'never' });
  });
});

import { fileURLToPath } from 'node:url';
import {
  createEngine,
  createRegistry,
  createResources,
  defineNode,
  float,
  list,
  number,
  optional,
} from '@moodwire/engine';
import { MODULUS } from './shapes.mjs';

const common = { version: 1, summary: 'For the benchmark.', runsOn: 'host' };
const plus = float({ default: 0, help: 'Added on top.' });

const constant = defineNode({
  ...common,
  type: 'bench/number',
  title: 'Number',
  inputs: {},
  params: { plus },
  outputs: { sum: number() },
  run: ({ params }) => ({ sum: params.plus % MODULUS }),
});

const PORTS = ['a', 'b', 'c', 'd'];
const add = defineNode({
  ...common,
  type: 'bench/add',
  title: 'Add',
  inputs: { a: number(), b: optional(number()), c: optional(number()), d: optional(number()) },
  params: { plus },
  outputs: { sum: number() },
  run: ({ inputs: { a, b, c, d }, params }) => ({
    sum: (a + (b ?? 0) + (c ?? 0) + (d ?? 0) + params.plus) % MODULUS,
  }),
});

const total = defineNode({
  ...common,
  type: 'bench/total',
  title: 'Total',
  inputs: { items: list(number()) },
  params: { plus },
  outputs: { sum: number() },
  run({ inputs, params }) {
    let sum = params.plus;
    for (const item of inputs.items) sum += item;
    return { sum: sum % MODULUS };
  },
});

const registry = createRegistry([{ name: 'bench', nodes: [constant, add, total] }]);

const nowhere = async () => {
  throw new Error('no node here needs a file');
};
const host = { inputFile: nowhere, outputFile: nowhere, modelFolder: nowhere, resources: createResources() };

/** The engine remembers plans only for documents that nobody can change. */
function freeze(value) {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) freeze(inner);
  return Object.freeze(value);
}

function nodeOf({ kind, plus: value, from }) {
  const links = from.map((source) => `n${source}.sum`);
  const inputs = kind === 'total' ? { items: links } : Object.fromEntries(links.map((link, i) => [PORTS[i], link]));
  return { type: `bench/${kind}`, ...(from.length > 0 ? { inputs } : {}), params: { plus: value } };
}

function documentOf(shape) {
  return freeze({
    format: 'moodwire.graph',
    version: 1,
    interface: { outputs: Object.fromEntries(shape.sinks.map((at) => [`out${at}`, `n${at}.sum`])) },
    nodes: Object.fromEntries(shape.nodes.map((node, at) => [`n${at}`, nodeOf(node)])),
  });
}

/** The same document but for one node. */
function changedDocument(graph, shape, next) {
  const id = `n${shape.changed}`;
  const nodes = { ...graph.nodes, [id]: freeze({ ...graph.nodes[id], params: { plus: next } }) };
  return Object.freeze({ ...graph, nodes: Object.freeze(nodes) });
}

function build(shape, onEvent) {
  const graph = documentOf(shape);
  const options = { host, ...(onEvent ? { onEvent } : {}) };
  let engine;
  let result;
  const run = async (document) => {
    result = await engine.run(document, options).result;
  };
  return {
    async fresh() {
      await engine?.close();
      return () => {
        engine = createEngine({ registry });
        return run(graph);
      };
    },
    again: () => run(graph),
    edit(next) {
      const document = changedDocument(graph, shape, next);
      return () => run(document);
    },
    values() {
      if (result.status !== 'done') throw new Error(`the run ended as ${result.status}`);
      return shape.sinks.map((at) => result.outputs[`out${at}`]);
    },
  };
}

export const moodwire = {
  name: 'Moodwire',
  packages: [],
  caches: true,
  means: 'a new engine validates, plans, keys and runs a frozen document; making a document is not measured',
  build: async (shape) => build(shape),
};

/** With a listener to each run, in turns with the same without one. */
export const moodwireWithEvents = {
  ...moodwire,
  name: 'Moodwire, events on',
  async build(shape) {
    let told = 0;
    const subject = build(shape, () => {
      told++;
    });
    const values = () => {
      if (told === 0) throw new Error('no event was told');
      told = 0;
      return subject.values();
    };
    return { ...subject, values, pair: build(shape) };
  },
};

// `node --cpu-prof bench/engine/moodwire.mjs chain 100000 cold` measures this alone.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { measureAlone } = await import('./measure.mjs');
  await measureAlone(process.argv.includes('--events') ? moodwireWithEvents : moodwire, process.argv.slice(2));
}

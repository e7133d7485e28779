import {
  any,
  bool,
  CPU,
  choice,
  createEngine,
  createRegistry,
  createResources,
  defineNode,
  type Engine,
  type EngineOptions,
  either,
  float,
  type Graph,
  type Host,
  image,
  int,
  latent,
  list,
  mask,
  number,
  optional,
  type RunEvent,
  type RunOptions,
  type RunResult,
  string,
  tensor,
  text,
} from '@moodwire/engine';

const common = { version: 1, summary: 'For tests.', runsOn: 'host' } as const;

export const host: Host = {
  inputFile: async (name) => name,
  outputFile: async (name) => name,
  modelFolder: async (name) => name,
  device: CPU,
  resources: createResources(),
};

export const constant = defineNode({
  ...common,
  type: 'test/number',
  title: 'Number',
  inputs: {},
  params: { value: float({ default: 0, help: 'The number.' }) },
  outputs: { value: number() },
  run: ({ params }) => ({ value: params.value }),
});

export const add = defineNode({
  ...common,
  type: 'test/add',
  title: 'Add',
  inputs: { a: number(), b: optional(number()) },
  params: { plus: float({ default: 0, help: 'Added on top.', min: -1000, max: 1000 }) },
  outputs: { sum: number() },
  run: ({ inputs, params }) => ({ sum: inputs.a + (inputs.b ?? 0) + params.plus }),
});

export const sign = defineNode({
  ...common,
  type: 'test/sign',
  title: 'Sign',
  inputs: { a: number() },
  params: {},
  outputs: { sign: number() },
  run: ({ inputs }) => ({ sign: Math.sign(inputs.a) }),
});

export const total = defineNode({
  ...common,
  type: 'test/total',
  title: 'Total',
  inputs: { items: list(number()), rest: optional(list(number())) },
  params: {},
  outputs: { sum: number(), count: number() },
  run: ({ inputs }) => {
    const all = [...inputs.items, ...(inputs.rest ?? [])];
    return { sum: all.reduce((sum, item) => sum + item, 0), count: all.length };
  },
});

export const fail = defineNode({
  ...common,
  type: 'test/fail',
  title: 'Fail',
  inputs: { a: optional(any()) },
  params: { message: string({ default: 'it broke', help: 'What is said.' }) },
  outputs: { value: number() },
  run: ({ params }): { value: number } => {
    throw new Error(params.message);
  },
});

const vae = { part: 'vae', name: 'none', hash: '0', provider: 'cpu', precision: 'float32' } as const;

export const mixed = defineNode({
  ...common,
  type: 'test/mixed',
  title: 'Mixed',
  inputs: {
    picture: optional(image()),
    edited: optional(latent({ channels: 4 })),
    area: optional(either(mask(), image())),
  },
  params: {
    mood: choice(['awe', 'fear'], { default: 'awe', help: 'A mood.' }),
    steps: int({ default: 4, min: 1, max: 50, help: 'Steps.' }),
    fast: bool({ default: false, help: 'Fast?' }),
    note: string({ default: '', help: 'A note.' }),
  },
  outputs: { picture: image(), edited: latent({ channels: 8 }), words: text() },
  run: ({ params }) => ({
    picture: { width: 1, height: 1, channels: 1 as const, data: new Uint8Array(1) },
    edited: { tensor: tensor(new Float32Array(0), [0]), vae },
    words: JSON.stringify(params),
  }),
});

/** One megabyte that depends on its seed, and on what comes before it. */
export const megabyte = defineNode({
  ...common,
  type: 'test/megabyte',
  title: 'Megabyte',
  inputs: { before: optional(any()) },
  params: { seed: int({ default: 0, help: 'Which one.' }) },
  outputs: { bytes: any() },
  run: ({ params }) => ({ bytes: new Uint8Array(2 ** 20).fill(params.seed) }),
});

export const echo = defineNode({
  ...common,
  type: 'test/echo',
  title: 'Echo',
  inputs: { value: any() },
  params: {},
  outputs: { value: any() },
  run: ({ inputs }) => ({ value: inputs.value }),
});

/** As `echo`, each time anew. */
export const always = defineNode({ ...echo, type: 'test/always', cache: 'never' });

export const nodes = [constant, add, sign, total, fail, mixed, megabyte, echo, always];

export const registry = createRegistry([{ name: 'test', nodes }]);

export function makeEngine(options: Partial<EngineOptions> = {}): Engine {
  return createEngine({ registry, ...options });
}

export type Told = { readonly result: RunResult; readonly events: readonly RunEvent[] };

/** Runs to the end and gives all that happened. */
export async function runAll(engine: Engine, graph: Graph, options: Partial<RunOptions> = {}): Promise<Told> {
  const events: RunEvent[] = [];
  const result = await engine.run(graph, { host, ...options, onEvent: (event) => events.push(event) }).result;
  return { result, events };
}

/** The nodes of which an event tells, in order. */
export function told(events: readonly RunEvent[], name: RunEvent['event']): string[] {
  return events.flatMap((event) => (event.event === name && 'node' in event ? [event.node] : []));
}

/** Events in short: `started a`, without what differs from run to run. */
export function brief(events: readonly RunEvent[]): string[] {
  return events.map((event) => ('node' in event ? `${event.event} ${event.node}` : event.event));
}

/** A document from its nodes alone. */
export function graphOf(graphNodes: Graph['nodes'], more: Partial<Graph> = {}): Graph {
  return { format: 'moodwire.graph', version: 2, nodes: graphNodes, ...more };
}

/** A promise and what settles it. */
export function deferred<T = void>() {
  let resolve: (value: T) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

/** Lets all that can go on go on. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}

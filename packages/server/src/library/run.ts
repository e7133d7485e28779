import type { Graph, RunEvent, RunResult, TypedGraph } from '@moodwire/engine';
import type { BackendOptions } from '../backend/connect-backend.js';
import { type Packs, sharedEngine } from '../engine/shared-engine.js';
import { openFileStore } from '../files/file-store.js';
import { GraphError, RunError } from '../graph/errors.js';
import { createHost } from '../host/host.js';
import { filesFolder, modelRoots } from '../host/places.js';
import { givenInputs } from './given-inputs.js';
import type { LoadedGraph, Values } from './load-graph.js';

export type RunOptions = BackendOptions & {
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RunEvent) => void;
  /** `in order` (unless given): the same on every run. `at once`: as things happen. */
  readonly events?: 'in order' | 'at once';
  /** `false` neither uses nor keeps results, in memory or on disk. */
  readonly cache?: boolean;
  /** Ids of the nodes to run, with what they need; the interface's outputs unless given. */
  readonly targets?: readonly string[];
  /** Runs of a higher priority get free resources first; 0 unless given. */
  readonly priority?: number;
  /** The folder that the names of files in the graph stay in: its own, or the current one if it comes from no file. */
  readonly folder?: string;
  /** As in `loadGraph`, whose choice holds unless given. */
  readonly packs?: Packs;
  /** `false`: the pictures that are saved do not carry the graph. */
  readonly workflow?: boolean;
};

/**
 * A run: a promise of its outputs, by the names of the graph's interface. It can also be iterated for its events, by one
 * reader that begins before it awaits anything else; the loop throws at its end what awaiting throws.
 */
export type Job<O = Values> = Promise<O> &
  AsyncIterable<RunEvent> & {
    /** Stops the run: awaiting it then throws an `AbortError`, or the given reason. */
    cancel(reason?: unknown): void;
    /** What each target gave, or each node behind an output: by node, then by output. */
    nodes(): Promise<Readonly<Record<string, Values>>>;
  };

/** A graph that takes `I` and gives `O`: a document, or one that was loaded. */
type Runnable<I, O> = TypedGraph<I, O> | LoadedGraph<I, O>;
type Nothing = Record<never, never>;

/**
 * Runs a graph as a function. Names of files among the inputs go from the current folder. Awaiting it throws `GraphError`
 * when the graph or an input is wrong, `RunError` when nodes fail, `MoodwireError` when a backend can't be reached, and the
 * reason when it is cancelled. All runs of a process that name the same backends share an engine with its device process
 * and its connections; none of them keeps the process from ending by itself.
 */
export function run<O = Values>(graph: Runnable<Nothing, O>, inputs?: undefined, options?: RunOptions): Job<O>;
export function run<I = Values, O = Values>(graph: Runnable<I, O>, inputs: NoInfer<I>, options?: RunOptions): Job<O>;
export function run(graph: Runnable<never, unknown>, given: unknown, options: RunOptions = {}): Job<unknown> {
  const abort = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, abort.signal]) : abort.signal;
  let state: 'open' | 'read' | 'missed' = 'open';
  // Whoever wants the events has said so by the time this begins.
  const started = Promise.resolve().then(async () => {
    const { engine, document, ...asked } = await prepare(graph, (given ?? {}) as Values, options);
    const inner = engine.run(document, { ...asked, signal });
    const events = state === 'read' ? inner[Symbol.asyncIterator]() : undefined;
    if (state === 'open') state = 'missed';
    return { inner, events };
  });
  const result = started.then(({ inner }) => inner.result).then((made) => madeBy(made, signal));
  const outputs = result.then((made): unknown => made.outputs);

  async function* read(): AsyncGenerator<RunEvent, void, void> {
    const { events } = await started;
    if (events) yield* { [Symbol.asyncIterator]: () => events };
    await outputs;
  }

  return Object.assign(outputs, {
    cancel(reason?: unknown) {
      outputs.catch(() => {}); // who cancels need not wait for the end
      abort.abort(reason);
    },
    async nodes() {
      outputs.catch(() => {}); // this throws it
      return (await result).nodes;
    },
    [Symbol.asyncIterator]() {
      if (state === 'read') throw new Error('the events of a run can be read once');
      if (state === 'missed') throw new Error('begin to read the events of a run before you await anything else');
      state = 'read';
      outputs.catch(() => {}); // the loop throws it
      return read();
    },
  });
}

/** The engine, the document, and all else that it is run with. */
async function prepare(graph: Runnable<never, unknown>, given: Values, options: RunOptions) {
  const loaded = isLoaded(graph) ? graph : undefined;
  const document: Graph = isLoaded(graph) ? graph.graph : graph;
  const { engine, registry, resources } = await sharedEngine({
    ...options,
    packs: options.packs ?? loaded?.packs ?? false,
    cache: options.cache ?? true,
  });
  const { inputs, ...files } = givenInputs(document, registry, given);
  const folder = options.folder ?? loaded?.folder ?? process.cwd();
  const outputFolder = options.folder ?? loaded?.outputFolder ?? folder;
  const { onEvent, events, targets, priority } = options;
  return {
    engine,
    document,
    host: createHost({
      folder,
      outputFolder,
      ...files,
      modelRoots: modelRoots(),
      resources,
      files: openFileStore({ folder: filesFolder() }),
      ...((options.workflow ?? true) && { workflow: { graph: document, inputs, registry, onTrouble: warn } }),
    }),
    inputs,
    ...(onEvent && { onEvent }),
    ...(events && { events }),
    ...(targets && { targets }),
    ...(priority !== undefined && { priority }),
  };
}

const warn = (message: string): void => process.emitWarning(message, 'MoodwireWarning');

const isLoaded = (graph: Runnable<never, unknown>): graph is LoadedGraph<never, unknown> => !('format' in graph);

/** What a run gave. Throws unless all of it is done. */
function madeBy(result: RunResult, signal: AbortSignal): Extract<RunResult, { status: 'done' }> {
  switch (result.status) {
    case 'done':
      return result;
    case 'failed':
      throw new RunError(result.failures, result.outputs);
    case 'invalid':
      throw new GraphError(undefined, result.problems);
    case 'cancelled':
      signal.throwIfAborted();
      throw new DOMException('the run was cancelled', 'AbortError');
  }
}

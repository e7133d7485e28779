import { createMemoryCache } from '../cache/memory-cache.js';
import { bindInputs } from '../graph/bind.js';
import { didYouMean } from '../graph/closest.js';
import type { Graph } from '../graph/document.js';
import { parseEndpoint } from '../graph/link.js';
import type { Problem } from '../graph/problem.js';
import { validateGraph } from '../graph/validate.js';
import type { Host } from '../node/host.js';
import type { Registry } from '../pack/registry.js';
import { type Plan, planGraph } from '../plan/plan.js';
import type { Json, Value } from '../value/value.js';
import type { Backend } from './backend.js';
import type { Listener, RunEvent } from './events.js';
import { execute, type Failure, type Outcome, type Workshop } from './execute.js';
import { createHoldings } from './holdings.js';
import { createLimit } from './limit.js';

export type EngineOptions = {
  readonly registry: Registry;
  /** Runs the nodes that compute with networks. Without one they run in this process. */
  readonly backend?: Backend;
  /** Bytes of results to keep between runs; 512 MiB unless given. */
  readonly cacheBytes?: number;
  /** How many nodes run at once in this process; 4 unless given. */
  readonly concurrency?: number;
};

export type RunOptions = {
  readonly host: Host;
  /** Values for the inputs that the graph's interface names. */
  readonly inputs?: Readonly<Record<string, Json>>;
  /** Ids of the nodes to run, with what they need; the interface's outputs unless given. */
  readonly targets?: readonly string[];
  readonly signal?: AbortSignal;
  readonly onEvent?: Listener;
};

type Made = {
  /** By the names of the graph's interface. */
  readonly outputs: Readonly<Record<string, Value>>;
  /** By target node, then by output. */
  readonly nodes: Readonly<Record<string, Readonly<Record<string, Value>>>>;
};

export type RunResult =
  | ({ readonly status: 'done' } & Made)
  | ({ readonly status: 'failed'; readonly failures: readonly Failure[] } & Made)
  | { readonly status: 'invalid'; readonly problems: readonly Problem[] }
  | { readonly status: 'cancelled' };

export type Run = AsyncIterable<RunEvent> & {
  readonly result: Promise<RunResult>;
  cancel(): void;
};

export type Engine = {
  /** Runs a graph. Iterate over the run for its events, await its `result`; neither needs the other. */
  run(graph: Graph, options: RunOptions): Run;
  /** Lets go of the cache and closes the backend. */
  close(): Promise<void>;
};

export function createEngine(options: EngineOptions): Engine {
  const { registry, backend } = options;
  const holdings = createHoldings();
  const cache = createMemoryCache(holdings, options.cacheBytes ?? 512 * 2 ** 20);
  const limits = { host: createLimit(options.concurrency ?? 4), backend: createLimit(1) };
  const shop: Workshop = { holdings, cache, backend, limits, flights: new Map() };
  backend?.onLost(() => holdings.forget(backend));

  async function start(graph: Graph, given: RunOptions, signal: AbortSignal, emit: Listener): Promise<RunResult> {
    const bound = bindInputs(graph, given.inputs ?? {});
    const problems = [...bound.problems, ...validateGraph(bound.graph, registry), ...targetProblems(graph, given)];
    if (problems.length > 0) return { status: 'invalid', problems };
    const plan = planGraph(bound.graph, registry, given.targets);
    const outcome = await execute(plan, shop, given.host, signal, emit);
    try {
      if (signal.aborted) {
        emit({ event: 'cancelled' });
        return { status: 'cancelled' };
      }
      const made = await readResults(graph, plan, outcome);
      const { failures } = outcome;
      return failures.length > 0 ? { status: 'failed', failures, ...made } : { status: 'done', ...made };
    } finally {
      outcome.release();
    }
  }

  async function readResults(graph: Graph, plan: Plan, outcome: Outcome): Promise<Made> {
    const nodes: Record<string, Record<string, Value>> = {};
    for (const [at, results] of outcome.results) {
      const values: Record<string, Value> = {};
      for (const [name, handle] of Object.entries(results)) values[name] = await holdings.read(handle);
      nodes[plan.nodes[at]!.id] = values;
    }
    const outputs: Record<string, Value> = {};
    for (const [name, text] of Object.entries(graph.interface?.outputs ?? {})) {
      const at = parseEndpoint(text)!;
      const value = nodes[at.node]?.[at.port];
      if (value !== undefined) outputs[name] = value;
    }
    return { outputs, nodes };
  }

  return {
    run(graph, given) {
      const abort = new AbortController();
      const signal = given.signal ? AbortSignal.any([given.signal, abort.signal]) : abort.signal;
      const stream = createStream();
      const emit: Listener = (event) => {
        given.onEvent?.(event);
        stream.push(event);
      };
      const result = start(graph, given, signal, emit).finally(stream.end);
      return { result, cancel: () => abort.abort(), [Symbol.asyncIterator]: stream.iterate };
    },
    async close() {
      cache.clear();
      await backend?.close();
    },
  };
}

function targetProblems(graph: Graph, given: RunOptions): Problem[] {
  const ids = Object.keys(graph.nodes);
  return (given.targets ?? [])
    .filter((id) => !Object.hasOwn(graph.nodes, id))
    .map((id) => ({
      code: 'unknown-target',
      found: `a target "${id}"`,
      expected: 'a node of this graph',
      hint: `Name one of its nodes.${didYouMean(id, ids)}`,
    }));
}

/** Events for one reader, kept until they are read. Previews are kept only while somebody reads. */
function createStream() {
  const events: RunEvent[] = [];
  let reading = false;
  let ended = false;
  let wake: () => void = () => {};
  async function* iterate(): AsyncGenerator<RunEvent, void, void> {
    reading = true;
    for (;;) {
      yield* events.splice(0);
      if (events.length > 0) continue;
      if (ended) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  return {
    iterate,
    push(event: RunEvent): void {
      if (!reading && event.event === 'preview') return;
      events.push(event);
      wake();
    },
    end(): void {
      ended = true;
      wake();
    },
  };
}

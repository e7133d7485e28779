import type { Backend } from '../backend/backend.js';
import { createHoldings } from '../backend/holdings.js';
import { createMemoryCache } from '../cache/memory-cache.js';
import { bindInputs } from '../graph/bind.js';
import { didYouMean } from '../graph/closest.js';
import type { Graph } from '../graph/document.js';
import { parseEndpoint } from '../graph/link.js';
import type { Problem } from '../graph/problem.js';
import { validateGraph } from '../graph/validate.js';
import { messageOf } from '../node/failure.js';
import type { Host } from '../node/host.js';
import type { Registry } from '../pack/registry.js';
import { type Plan, planGraph } from '../plan/plan.js';
import type { Json, Value } from '../value/value.js';
import type { Listener, RunEvent } from './events.js';
import { execute, type Failure, type Outcome, type Workshop } from './execute.js';
import { createLimit } from './limit.js';
import { createStream } from './stream.js';

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
  /** What is kept now: bytes of results in the cache, and how many values the cache and the runs hold. */
  readonly usage: { readonly cachedBytes: number; readonly values: number };
  /** Cancels what runs, lets go of the cache and closes the backend. */
  close(): Promise<void>;
};

/** How often a run is taken up again after its backend was lost. */
const ATTEMPTS = 3;

export function createEngine(options: EngineOptions): Engine {
  const { registry, backend } = options;
  const holdings = createHoldings();
  const cache = createMemoryCache(holdings, options.cacheBytes ?? 512 * 2 ** 20);
  const limits = { host: createLimit(options.concurrency ?? 4), backend: createLimit(1) };
  const shop: Workshop = { holdings, cache, backend, limits, flights: new Map(), losses: 0 };
  const active = new Map<AbortController, Promise<RunResult>>();
  backend?.onLost(() => {
    shop.losses++;
    holdings.forget(backend);
  });

  async function start(graph: Graph, given: RunOptions, signal: AbortSignal, emit: Listener): Promise<RunResult> {
    const bound = bindInputs(graph, given.inputs ?? {}, registry);
    const problems = [...bound.problems, ...validateGraph(bound.graph, registry), ...targetProblems(graph, given)];
    if (problems.length > 0) return { status: 'invalid', problems };
    const plan = planGraph(bound.graph, registry, given.targets);
    for (let attempt = 1; ; attempt++) {
      const lastAttempt = attempt === ATTEMPTS;
      const lossesBefore = shop.losses;
      const outcome = await execute({ plan, shop, host: given.host, signal, emit, lastAttempt });
      try {
        const unread: Failure[] = [];
        const made =
          signal.aborted || outcome.interrupted ? undefined : await readResults(graph, plan, outcome, unread);
        if (signal.aborted) {
          emit({ event: 'cancelled' });
          return { status: 'cancelled' };
        }
        if (!made || (unread.length > 0 && shop.losses !== lossesBefore && !lastAttempt)) continue;
        for (const { node, message } of unread) emit({ event: 'failed', node, message });
        const failures = [...outcome.failures, ...unread];
        return failures.length > 0 ? { status: 'failed', failures, ...made } : { status: 'done', ...made };
      } finally {
        outcome.release();
      }
    }
  }

  /** The bytes of what the targets made. A target whose bytes cannot be had is a failure. */
  async function readResults(graph: Graph, plan: Plan, outcome: Outcome, unread: Failure[]): Promise<Made> {
    const nodes: Record<string, Record<string, Value>> = {};
    for (const [at, results] of outcome.results) {
      const node = plan.nodes[at]!.id;
      try {
        const values: Record<string, Value> = {};
        for (const [name, handle] of Object.entries(results)) values[name] = await holdings.read(handle);
        nodes[node] = values;
      } catch (error) {
        unread.push({ node, message: messageOf(error), error });
      }
    }
    const outputs: Record<string, Value> = {};
    for (const [name, text] of Object.entries(graph.interface?.outputs ?? {})) {
      const at = parseEndpoint(text)!;
      // Own fields only: a node may be called `constructor`.
      const values = Object.hasOwn(nodes, at.node) ? nodes[at.node]! : {};
      if (Object.hasOwn(values, at.port)) outputs[name] = values[at.port]!;
    }
    return { outputs, nodes };
  }

  return {
    run(graph, given) {
      const abort = new AbortController();
      const signal = given.signal ? AbortSignal.any([given.signal, abort.signal]) : abort.signal;
      const stream = createStream();
      let listenerFailed: { readonly error: unknown } | undefined;
      const emit: Listener = (event) => {
        stream.push(event);
        try {
          given.onEvent?.(event);
        } catch (error) {
          // The caller's mistake, not the node's: the run stops and tells the caller.
          listenerFailed ??= { error };
          abort.abort();
        }
      };
      const result = start(graph, given, signal, emit)
        .then((made) => {
          if (listenerFailed) throw listenerFailed.error;
          return made;
        })
        .finally(() => {
          active.delete(abort);
          stream.end();
        });
      // Who only reads the events must not bring the process down by leaving `result` unread.
      result.catch(() => {});
      active.set(abort, result);
      return { result, cancel: () => abort.abort(), [Symbol.asyncIterator]: stream.iterate };
    },
    get usage() {
      return { cachedBytes: cache.bytes, values: holdings.size };
    },
    async close() {
      const runs = [...active];
      for (const [abort] of runs) abort.abort();
      await Promise.allSettled(runs.map(([, result]) => result));
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

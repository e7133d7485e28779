import { setMaxListeners } from 'node:events';
import type { Backend, Transfer } from '../backend/backend.js';
import type { Held } from '../backend/held.js';
import { createHoldings } from '../backend/holdings.js';
import { createMemoryCache } from '../cache/memory-cache.js';
import type { Graph } from '../graph/document.js';
import type { Problem } from '../graph/problem.js';
import { digest } from '../key/digest.js';
import { messageOf } from '../node/failure.js';
import type { Host } from '../node/host.js';
import type { Registry } from '../pack/registry.js';
import type { Store } from '../store/store.js';
import type { Value } from '../value/value.js';
import type { Outcome } from './call.js';
import { createCrew, type Loads } from './crew.js';
import { createResource } from './dispatcher.js';
import type { Listener, RunEvent } from './events.js';
import { runJob } from './job.js';
import { tellAtOnce } from './log.js';
import { tellInOrder } from './log-in-order.js';
import { createPlanner, type Planned } from './planner.js';
import type { Failure, PlacedFailure, Session, Workshop } from './session.js';
import { createStorage, DEAR_MS } from './storage.js';
import { createStream } from './stream.js';
import { unlessAborted } from './unless-aborted.js';

export type EngineOptions = {
  readonly registry: Registry;
  /**
   * Run the nodes that compute with networks, the preferred one first: it says which models there are, and those that
   * have the same share its work. Without any these nodes run in this process.
   */
  readonly backends?: readonly Backend[];
  /** Bytes of results to keep in memory between runs; 512 MiB unless given. */
  readonly cacheBytes?: number;
  /** Keeps results on disk between processes. It is closed with the engine. */
  readonly store?: Store;
  /** What costs this many milliseconds to make again is stored, asked for or not; 100 unless given. */
  readonly storeAboveMs?: number;
  /** How many nodes run at once in this process; 4 unless given. */
  readonly concurrency?: number;
};

export type RunOptions = {
  readonly host: Host;
  /** Values for the inputs that the graph's interface names. */
  readonly inputs?: Readonly<Record<string, Value>>;
  /** Ids of the nodes to run, with what they need; the interface's outputs unless given. */
  readonly targets?: readonly string[];
  readonly signal?: AbortSignal;
  readonly onEvent?: Listener;
  /**
   * `in order` (unless given): node after node as the plan has them, the same on every run. `at once`: as things happen,
   * so that nodes that run at the same time report at the same time.
   */
  readonly events?: 'in order' | 'at once';
  /** Runs of a higher priority get free resources first; 0 unless given. Equals take turns. */
  readonly priority?: number;
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
  /**
   * Runs a graph. Iterate over the run for its events, beginning before you await anything else; await its `result`.
   * Neither needs the other.
   */
  run(graph: Graph, options: RunOptions): Run;
  /** What is kept now: bytes of results in the cache, and how many values the cache and the runs hold. */
  readonly usage: { readonly cachedBytes: number; readonly values: number };
  /** Lets go of the results that are kept in memory between runs. */
  forget(): void;
  /** Cancels what runs, lets go of the cache, waits for what is being stored, and closes the backends. */
  close(): Promise<void>;
};

/** How many stretches are on their way to a far backend at once, which gives turns itself. */
const FAR_SLOTS = 8;

/** How often a run is taken up again after its backend, or a file of the cache, was lost. */
const ATTEMPTS = 3;

export function createEngine(options: EngineOptions): Engine {
  const { registry, backends = [], store } = options;
  const holdings = createHoldings();
  const cache = createMemoryCache(holdings, options.cacheBytes ?? 512 * 2 ** 20);
  const planner = createPlanner(registry);
  const lasting: Workshop['lasting'] = new WeakMap();
  const storage =
    store &&
    createStorage(store, holdings, {
      installed: digest(registry.types.map((type) => `${type}|${registry.get(type)!.version}`)),
      lasting,
      dearMs: options.storeAboveMs ?? DEAR_MS,
      onDamage: () => void shop.damages++,
    });
  const slots = backends.reduce((sum, backend) => sum + (backend.isFar ? FAR_SLOTS : (backend.slots ?? 1)), 0);
  const resources = { host: createResource(options.concurrency ?? 4), backend: createResource(slots) };
  const loads: Loads = new Map();
  const onlookers = new Set<(transfer: Transfer) => void>();
  const shop: Workshop = {
    registry,
    holdings,
    cache,
    storage,
    resources,
    loads,
    flights: new Map(),
    lasting,
    losses: 0,
    lastLost: { from: '', why: '' },
    damages: 0,
  };
  let isClosed = false;
  const active = new Map<AbortController, Promise<RunResult>>();
  for (const backend of backends) {
    backend.onLost((why, digests) => {
      shop.losses++;
      shop.lastLost = { from: backend.name, why };
      if (digests) for (const one of digests) holdings.lose(backend, one);
      else holdings.forget(backend);
    });
    backend.onTransfer?.((transfer) => {
      for (const tell of onlookers) tell(transfer);
    });
  }

  async function start(
    graph: Graph,
    given: RunOptions,
    signal: AbortSignal,
    emit: Listener | undefined,
  ): Promise<RunResult> {
    const teller = emit && (given.events === 'at once' ? { scene: tellAtOnce(emit) } : tellInOrder(emit));
    const { priority = 0 } = given;
    const lanes = { host: resources.host.lane(priority), backend: resources.backend.lane(priority) };
    const stops = new Set<() => void>();
    let session: Session | undefined;
    const stop = (): void => {
      if (session) session.isCancelled = true;
      lanes.host.flush();
      lanes.backend.flush();
      for (const one of stops) one();
    };
    signal.addEventListener('abort', stop, { once: true });
    if (emit) onlookers.add(emit);
    try {
      for (let count = 1; ; count++) {
        const { losses, damages } = shop;
        const crew = createCrew(backends, loads, holdings);
        const planned = await planner.plan(graph, given, crew, signal);
        if ('problems' in planned) return { status: 'invalid', problems: planned.problems };
        const outside = planned.outside.map((value) => holdings.hold(value));
        const { program, recipes, wanted } = planned;
        session = {
          shop,
          host: given.host,
          crew,
          priority,
          signal,
          isCancelled: signal.aborted,
          lanes,
          works: emit && given.events !== 'at once' ? new Map() : undefined,
          failures: [],
          broken: new Map(),
          stops,
          began: performance.now(),
          hasLost: () => shop.damages !== damages || shop.losses !== losses,
          // A damaged file is lost once; a backend may be lost again and again.
          wasRobbed: () => shop.damages !== damages || (shop.losses !== losses && count < ATTEMPTS),
          isLast: count >= ATTEMPTS,
          wasInterrupted: false,
        };
        const openScene =
          teller &&
          ((order: readonly number[]) => {
            emit({ event: 'planned', nodes: order.map((at) => program.nodes[at]!.id) });
            return teller.scene(order);
          });
        const outcome = await runJob({
          session,
          program,
          path: '',
          place: [],
          recipes,
          outside,
          targets: planned.targets,
          openScene,
        });
        try {
          const unread: Failure[] = [];
          const made =
            signal.aborted || session.wasInterrupted
              ? undefined
              : await unlessAborted(signal, readResults(wanted, outcome, unread)).catch((error: unknown) => {
                  if (!signal.aborted) throw error;
                });
          if (signal.aborted) {
            emit?.({ event: 'cancelled' });
            return { status: 'cancelled' };
          }
          if (!made || (unread.length > 0 && session.wasRobbed())) {
            if (shop.losses !== losses) emit?.({ event: 'moved', ...shop.lastLost });
            continue;
          }
          for (const { node, message } of unread) emit?.({ event: 'failed', node, message });
          const failures = [...inOrder(session.failures), ...unread];
          return failures.length > 0 || !outcome.isWhole
            ? { status: 'failed', failures, ...made }
            : { status: 'done', ...made };
        } finally {
          outcome.release();
          for (const held of outside) holdings.drop(held);
        }
      }
    } finally {
      if (emit) onlookers.delete(emit);
      signal.removeEventListener('abort', stop);
    }
  }

  /** The bytes of what was asked for. A node whose bytes cannot be had is a failure. */
  async function readResults(wanted: Planned['wanted'], outcome: Outcome, unread: Failure[]): Promise<Made> {
    const read = async (
      node: string,
      into: Record<string, Value>,
      name: string,
      held: Held | readonly Held[],
    ): Promise<void> => {
      try {
        into[name] = isHeldList(held) ? await Promise.all(held.map(holdings.read)) : await holdings.read(held);
      } catch (error) {
        if (!unread.some((one) => one.node === node)) unread.push({ node, message: messageOf(error), error });
      }
    };
    const outputs: Record<string, Value> = {};
    const nodes: Record<string, Record<string, Value>> = {};
    for (const { name, node, feed } of wanted.outputs) {
      const held = outcome.get(feed);
      if (held && isHere(held)) outputs[name] = held.value;
      else if (held) await read(node, outputs, name, held);
    }
    for (const { id, outputs } of wanted.nodes) {
      const values: Record<string, Value> = {};
      for (const [name, feed] of outputs) {
        const held = outcome.get(feed);
        if (held && isHere(held)) values[name] = held.value;
        else if (held && !wanted.isByName) await read(id, values, name, held);
      }
      if (Object.keys(values).length > 0 || outputs.size === 0) nodes[id] = values;
    }
    return { outputs, nodes };
  }

  return {
    run(graph, given) {
      if (isClosed) throw new Error('the engine is closed');
      const abort = new AbortController();
      const signal = given.signal ? AbortSignal.any([given.signal, abort.signal]) : abort.signal;
      setMaxListeners(0, signal); // as many as there are nodes that wait for each other's work
      const stream = createStream();
      let listenerFailed: { readonly error: unknown } | undefined;
      const emit: Listener = (event) => {
        if (signal.aborted && event.event !== 'cancelled') return; // what is still being stopped is nobody's concern
        stream.push(event);
        try {
          given.onEvent?.(event);
        } catch (error) {
          // The caller's mistake, not the node's: the run stops and tells the caller.
          listenerFailed ??= { error };
          abort.abort();
        }
      };
      // In the next turn it is known whether anybody reads the events: without a reader none are made.
      const result = Promise.resolve()
        .then(() => {
          const isRead = stream.begin();
          return start(graph, given, signal, given.onEvent || isRead ? emit : undefined);
        })
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
    forget: () => cache.clear(),
    async close() {
      isClosed = true;
      const runs = [...active];
      for (const [abort] of runs) abort.abort();
      await Promise.allSettled(runs.map(([, result]) => result));
      await store?.settle();
      cache.clear();
      await store?.close();
      await Promise.all(backends.map((backend) => backend.close()));
    },
  };
}

const isHere = (held: Held | readonly Held[]): held is Held & { value: Value } =>
  !isHeldList(held) && held.value !== undefined;

const isHeldList = (held: Held | readonly Held[]): held is readonly Held[] => Array.isArray(held);

/** Failures in the order of the plan, whichever came first. */
function inOrder(failures: readonly PlacedFailure[]): Failure[] {
  const compare = (a: readonly number[], b: readonly number[]): number => {
    const at = a.findIndex((place, i) => place !== b[i]);
    return at < 0 ? a.length - b.length : a[at]! - (b[at] ?? -1);
  };
  const sorted = failures.toSorted((a, b) => compare(a.place, b.place));
  return sorted.map(({ node, message, error }) => ({ node, message, error }));
}

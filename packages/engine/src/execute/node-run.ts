import type { Results } from '../cache/memory-cache.js';
import { MoodwireError } from '../node/failure.js';
import type { Host } from '../node/host.js';
import type { PlannedNode } from '../plan/plan.js';
import { checkParam } from '../port/param.js';
import type { Json, Value } from '../value/value.js';
import type { Backend, BackendListener, Handle } from './backend.js';
import type { Holdings } from './holdings.js';

/** One node with what feeds it, ready to run. */
export type NodeRun = {
  readonly node: PlannedNode;
  readonly feeds: ReadonlyMap<string, Handle | readonly Handle[]>;
  readonly holdings: Holdings;
  readonly host: Host;
  readonly signal: AbortSignal;
  readonly listener: BackendListener;
};

/** Runs the node in this process. Each result is held once, on the caller's behalf. */
export async function runHere(run: NodeRun): Promise<Results> {
  const { definition } = run.node;
  const inputs: Record<string, Value | undefined> = {};
  for (const name of Object.keys(definition.inputs)) inputs[name] = await readFeed(run, name);
  const outputs: Record<string, unknown> = await definition.run({
    inputs,
    params: await resolveParams(run),
    signal: run.signal,
    host: run.host,
    progress: run.listener.progress,
    preview: run.listener.preview,
  });
  const results: Record<string, Handle> = {};
  for (const name of Object.keys(definition.outputs)) {
    const value = outputs[name] as Value | undefined;
    if (value === undefined) throw new Error(`${definition.type} gave no "${name}"`);
    results[name] = run.holdings.hold(value);
  }
  return results;
}

/** Runs the node on a backend, sending first what it does not hold. Each result is held once, on the caller's behalf. */
export async function runThere(run: NodeRun, backend: Backend): Promise<Results> {
  const { definition } = run.node;
  const params = await resolveParams(run);
  const inputs: Record<string, Handle | readonly Handle[]> = {};
  const missing = new Map<string, Value>();
  for (const name of Object.keys(definition.inputs)) {
    const feed = run.feeds.get(name);
    if (feed === undefined) continue;
    inputs[name] = feed;
    for (const handle of 'digest' in feed ? [feed] : feed) {
      if (run.holdings.isAt(handle, backend)) continue;
      missing.set(handle.digest, await run.holdings.read(handle));
      run.holdings.sent(handle, backend);
    }
  }
  const made = await backend.run({ type: definition.type, params, inputs }, missing, run.listener, run.signal);
  const results: Record<string, Handle> = {};
  for (const name of Object.keys(definition.outputs)) results[name] = run.holdings.holdAt(made[name]!, backend);
  return results;
}

async function readFeed(run: NodeRun, name: string): Promise<Value | undefined> {
  const feed = run.feeds.get(name);
  if (feed === undefined) return undefined;
  if ('digest' in feed) return run.holdings.read(feed);
  return Promise.all(feed.map((handle) => run.holdings.read(handle)));
}

async function resolveParams(run: NodeRun): Promise<Record<string, Json>> {
  const params: Record<string, Json> = { ...run.node.params };
  for (const [name, param] of Object.entries(run.node.definition.params)) {
    if (!run.feeds.has(name)) continue;
    const value = await readFeed(run, name);
    const wrong = checkParam(param, value);
    if (wrong) throw new MoodwireError(`${name}: a link gave ${wrong.found}, expected ${wrong.expected}`);
    params[name] = value as Json;
  }
  return params;
}

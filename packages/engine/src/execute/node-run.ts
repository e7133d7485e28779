import type { Backend, BackendListener, Handle } from '../backend/backend.js';
import type { Holdings } from '../backend/holdings.js';
import type { Results } from '../cache/memory-cache.js';
import { MoodwireError } from '../node/failure.js';
import type { Host } from '../node/host.js';
import type { PlannedNode } from '../plan/plan.js';
import { checkParam } from '../port/param.js';
import type { Json, Value } from '../value/value.js';

type Fed = ReadonlyMap<string, Handle | readonly Handle[]>;

/** One node with what feeds it, ready to run. */
export type NodeRun = {
  readonly node: PlannedNode;
  readonly feeds: Fed;
  readonly holdings: Holdings;
  readonly host: Host;
  readonly signal: AbortSignal;
  readonly listener: BackendListener;
};

/** Runs the node in this process. Each result is held once, on the caller's behalf. */
export async function runHere({ node, feeds, holdings, host, signal, listener }: NodeRun): Promise<Results> {
  const { definition } = node;
  const inputs: Record<string, Value | undefined> = {};
  for (const name of Object.keys(definition.inputs)) inputs[name] = await readFeed(feeds.get(name), holdings);
  const params = await resolveParams(node, feeds, holdings);
  const { progress, preview } = listener;
  const outputs: Record<string, unknown> = await definition.run({ inputs, params, signal, host, progress, preview });
  return holdEach(node, outputs, holdings, (value: Value) => holdings.hold(value));
}

/** Runs the node on a backend, sending first what it does not hold. Each result is held once, on the caller's behalf. */
export async function runThere(run: NodeRun, backend: Backend): Promise<Results> {
  const { node, feeds, holdings } = run;
  const params = await resolveParams(node, feeds, holdings);
  const inputs: Record<string, Handle | readonly Handle[]> = {};
  const missing = new Map<string, Value>();
  const sent: Handle[] = [];
  for (const name of Object.keys(node.definition.inputs)) {
    const feed = feeds.get(name);
    if (feed === undefined) continue;
    inputs[name] = feed;
    for (const handle of 'digest' in feed ? [feed] : feed) {
      if (missing.has(handle.digest) || holdings.isAt(handle, backend)) continue;
      missing.set(handle.digest, await holdings.read(handle));
      sent.push(handle);
    }
  }
  for (const handle of sent) holdings.sent(handle, backend);
  let made: Record<string, Handle>;
  try {
    made = await backend.run({ type: node.definition.type, params, inputs }, missing, run.listener, run.signal);
  } catch (error) {
    // Nobody knows how much of it arrived: to send it again is dear, to believe that it is there is wrong for ever.
    for (const handle of sent) holdings.takeBack(handle, backend);
    throw error;
  }
  return holdEach(node, made, holdings, (handle: Handle) => holdings.holdAt(handle, backend));
}

/** Holds each declared output, or none of them when one is missing or cannot be held. */
function holdEach<T>(
  { definition }: PlannedNode,
  made: Readonly<Record<string, unknown>> | undefined,
  holdings: Holdings,
  hold: (made: T) => Handle,
): Results {
  const results: Record<string, Handle> = {};
  try {
    for (const name of Object.keys(definition.outputs)) {
      const one = made && Object.hasOwn(made, name) ? made[name] : undefined;
      if (one === undefined) throw new MoodwireError(`${definition.type} gave no "${name}"`);
      results[name] = hold(one as T);
    }
  } catch (error) {
    for (const handle of Object.values(results)) holdings.drop(handle);
    throw error;
  }
  return results;
}

async function readFeed(feed: Handle | readonly Handle[] | undefined, holdings: Holdings): Promise<Value | undefined> {
  if (feed === undefined) return undefined;
  if ('digest' in feed) return holdings.read(feed);
  return Promise.all(feed.map((handle) => holdings.read(handle)));
}

/** The params of a node, those that are fed by a link among them. Throws when a link gave what is not allowed. */
export async function resolveParams(node: PlannedNode, feeds: Fed, holdings: Holdings): Promise<Record<string, Json>> {
  const params: Record<string, Json> = { ...node.params };
  for (const [name, param] of Object.entries(node.definition.params)) {
    if (!feeds.has(name)) continue;
    const value = await readFeed(feeds.get(name), holdings);
    const wrong = checkParam(param, value);
    if (wrong) throw new MoodwireError(`${name}: a link gave ${wrong.found}, expected ${wrong.expected}`);
    params[name] = value as Json;
  }
  return params;
}

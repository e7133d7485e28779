import type { Backend } from '../backend/backend.js';
import type { Held } from '../backend/held.js';
import type { Results } from '../cache/memory-cache.js';
import { isList } from '../graph/link-node.js';
import { MoodwireError } from '../node/failure.js';
import type { Handle } from '../value/handle.js';
import type { Value } from '../value/value.js';
import type { Task } from './call.js';
import { resolveParams } from './params.js';

/** Runs the node on a backend, sending first what it does not hold. Each result is held once, on the caller's behalf. */
export async function runThere(task: Task, backend: Backend): Promise<Results> {
  const { job, node, log } = task;
  const { session } = job;
  const { holdings } = session.shop;
  const params = await resolveParams(job, node);
  const inputs: Record<string, Handle | readonly Handle[]> = {};
  const missing = new Map<string, Value>();
  const sent: Held[] = [];
  for (const { at, name, port } of node.shape!.inputs) {
    const feed = node.feeds[at];
    if (feed === undefined) continue;
    const one = isList(feed) ? undefined : job.held(feed);
    // A list that nobody has put together goes item by item: some of them may be there already.
    const isApart = one?.items !== undefined && port.kind === 'list';
    const all = isList(feed) ? feed.map(job.held) : isApart ? one.items! : [one!];
    inputs[name] = isList(feed) || isApart ? all.map((held) => held.handle) : one!.handle;
    for (const held of all) {
      if (missing.has(held.digest) || holdings.isAt(held, backend)) continue;
      missing.set(held.digest, await holdings.read(held));
      sent.push(held);
    }
  }
  for (const held of sent) holdings.sent(held, backend);
  const listener = {
    progress: (done: number, total: number): void => log?.tell({ event: 'progress', node: task.id, done, total }),
    preview: (value: Value): void => log?.tell({ event: 'preview', node: task.id, value }),
  };
  let made: Record<string, Handle>;
  try {
    made = await backend.run({ type: node.shape!.node.type, params, inputs }, missing, listener, session.signal);
  } catch (error) {
    // Nobody knows how much of it arrived: to send it again is dear, to believe that it is there is wrong for ever.
    for (const held of sent) holdings.takeBack(held, backend);
    throw error;
  }
  const results: Held[] = [];
  for (const name of node.shape!.outputs) {
    const handle = Object.hasOwn(made, name) ? made[name] : undefined;
    if (handle) results.push(holdings.holdAt(handle, backend));
    else {
      for (const held of results) holdings.drop(held);
      throw new MoodwireError(`${node.shape!.node.type} gave no "${name}"`);
    }
  }
  return results;
}

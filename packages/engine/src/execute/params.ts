import type { Held } from '../backend/held.js';
import { isList } from '../graph/link-node.js';
import type { Feed, LinkedNode } from '../graph/linked.js';
import { MoodwireError } from '../node/failure.js';
import { placesIn } from '../plan/program.js';
import { checkParam } from '../port/param.js';
import type { Json, Value } from '../value/value.js';
import type { Job } from './call.js';

/** The params of a node, those that are fed by a link among them. Throws when a link gave what is not allowed. */
export async function resolveParams(job: Job, node: LinkedNode): Promise<Readonly<Record<string, Json>>> {
  const { params: slots } = node.shape!;
  let params: Record<string, Json> | undefined;
  for (const { at, name, param } of slots) {
    const feed = node.feeds[at];
    if (feed === undefined) continue;
    const value = await readFeed(job, feed);
    const wrong = checkParam(param!, value);
    if (wrong) throw new MoodwireError(`${name}: a link gave ${wrong.found}, expected ${wrong.expected}`);
    params ??= { ...node.params };
    params[name] = value as Json;
  }
  return params ?? node.params;
}

/**
 * The params of a node, if all that feeds them is in this process and allowed. `isOpen` says what is not done yet.
 */
export function paramsHere(
  job: Job,
  node: LinkedNode,
  isOpen: (at: number) => boolean,
): Readonly<Record<string, Json>> | undefined {
  if (!hasFedParam(node)) return node.params;
  const params: Record<string, Json> = { ...node.params };
  for (const { at, name, param } of node.shape!.params) {
    const feed = node.feeds[at];
    if (feed === undefined) continue;
    if (placesIn(feed).some(isOpen)) return undefined;
    const value = valueHere(job, feed);
    if (value === AWAY || checkParam(param!, value)) return undefined;
    params[name] = value as Json;
  }
  return params;
}

/** Does a link feed one of its params? */
export function hasFedParam({ feeds, shape }: LinkedNode): boolean {
  for (let at = shape!.inputs.length; at < feeds.length; at++) if (feeds[at] !== undefined) return true;
  return false;
}

export async function readFeed(job: Job, feed: Feed): Promise<Value> {
  const { holdings } = job.session.shop;
  return isList(feed) ? Promise.all(feed.map((ref) => holdings.read(job.held(ref)))) : holdings.read(job.held(feed));
}

/** What feeds a slot, if all of it is in this process; `away` when some of it is not. */
export const AWAY = Symbol('away');

export function valueHere(job: Job, feed: Feed): Value | typeof AWAY {
  if (!isList(feed)) return here(job.held(feed));
  const values: Value[] = [];
  for (let i = 0; i < feed.length; i++) {
    const value = here(job.held(feed[i]!));
    if (value === AWAY) return AWAY;
    values.push(value);
  }
  return values;
}

const here = (held: Held): Value | typeof AWAY => (held.value === undefined ? AWAY : held.value);

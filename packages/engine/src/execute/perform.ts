import { hash } from 'node:crypto';
import type { Held } from '../backend/held.js';
import type { Results } from '../cache/memory-cache.js';
import type { LinkedNode } from '../graph/linked.js';
import { keyText } from '../key/recipe.js';
import { MoodwireError } from '../node/failure.js';
import { makeWay, type Task } from './call.js';
import { fingerprintOf } from './fingerprints.js';
import { type Flight, fly, follow } from './flight.js';
import { type Lasting, least, leastOf } from './lasting.js';
import { resolveParams } from './params.js';
import { runFlow } from './run-flow.js';
import { runHere } from './run-here.js';
import { runMap } from './run-map.js';
import { runThere } from './run-there.js';
import { LostError, type Session } from './session.js';

/** It waited for another run that was cancelled or robbed, and is to be begun again when it has its turn. */
export const AGAIN = Symbol('again');

/** What a node made, each held once. Nothing when the run was cancelled before it came about. */
type Late = Results | typeof AGAIN | undefined;
type Made = Results | undefined | Promise<Late>;

/** Does the work of a node, unless it is known or being done already. Gives a promise only if it has to wait. */
export function perform(task: Task): Made {
  const { node } = task;
  if (task.lasts === 'run') return work(task);
  if (node.shape!.node.fingerprint && task.fingerprint === undefined) return withFingerprint(task);
  return withKey(task);
}

/** A param that a link feeds may name the file: only now its content can be part of the key. */
async function withFingerprint(task: Task): Promise<Late> {
  const { session } = task.job;
  try {
    const params = await resolveParams(task.job, task.node);
    task.fingerprint = await fingerprintOf(task.node.shape!.node, params, session.crew, session.host);
  } catch {
    task.lasts = 'run'; // nothing may be kept of it; the node itself says why
    return work(task);
  }
  return withKey(task);
}

function withKey(task: Task): Made {
  const { job, node, log, fingerprint } = task;
  const { session } = job;
  const { shop, works, signal } = session;
  const recipe = above(task) === 'run' ? undefined : job.recipes.keys[task.at];
  // What a lazy input brings is not known before it is asked for: such a node is found by its recipe alone.
  const key =
    node.shape!.hasLazy && !node.mapped
      ? undefined
      : keyText('result|', node, fingerprint, (ref) => job.held(ref).content);
  const flightKey = key ?? recipe;
  if (key !== undefined && session.broken.has(key)) {
    const first = works?.get(key);
    if (log && first) log.sameAs(first);
    throw session.broken.get(key);
  }
  if (key !== undefined) {
    const known = shop.cache.get(key);
    if (known) {
      for (const held of known) shop.holdings.retain(held);
      noteLasting(task, known);
      alias(task, key, recipe, known);
      return isKnown(task, key, known);
    }
    const stored = shop.storage?.find(storeKey(task), node.shape!.outputs);
    if (stored) {
      noteLasting(task, stored);
      shop.cache.set(key, undefined, stored);
      alias(task, key, recipe, stored);
      return isKnown(task, key, stored);
    }
  }
  const flight = flightKey !== undefined && shop.flights.size > 0 ? shop.flights.get(flightKey) : undefined;
  // Of nodes that ask for their inputs each asks for its own, in one run; another run asks for none of them.
  if (flight && (key !== undefined || flight.signal !== signal)) return join(task, flight, key, recipe);
  if (works && log) {
    if (key !== undefined) works.set(key, log);
    if (recipe !== undefined) works.set(recipe, log);
  }
  if (flightKey === undefined) return after(work(task), (made) => keep(task, key, made));
  try {
    const made = work(task);
    if (!(made instanceof Promise)) return keep(task, key, made);
    const landing = made.then((late) => keep(task, key, late));
    landing.catch((error: unknown) => noteBroken(task, flightKey, error));
    const place = [...job.place, task.at];
    const { hasLost } = session;
    return fly(shop.flights, flightKey, { landing, signal, hasLost, log, place, lasts: () => task.lasts });
  } catch (error) {
    noteBroken(task, flightKey, error);
    throw error;
  }
}

/** Waits for work that is being done already, in this run or in another. */
function join(task: Task, flight: Flight, key: string | undefined, recipe: string | undefined): Promise<Late> {
  const { job, log } = task;
  const { signal } = job.session;
  const isOurs = flight.signal === signal;
  if (isOurs && flight.place.every((at, i) => at === job.place[i])) {
    throw new MoodwireError('it runs itself again with the same settings and inputs, without end: change one of them');
  }
  if (log && isOurs && flight.log) log.sameAs(flight.log);
  makeWay(task);
  return follow(flight, signal).then((landed) => {
    if (!landed) return signal.aborted ? undefined : AGAIN;
    if (isOurs) log?.shared();
    else log?.tell({ event: 'cached', node: task.id });
    const lasts = least(flight.lasts(), above(task));
    if (lasts !== 'ever') job.lasting.set(task.at, lasts);
    if (key !== undefined && flight.lasts() !== 'run') alias(task, key, recipe, landed);
    return landed;
  });
}

function noteBroken({ job }: Task, key: string, error: unknown): void {
  const { session } = job;
  if (session.isCancelled || session.wasRobbed() || error instanceof LostError) return;
  session.broken.set(key, error);
}

/** Goes on with what is there now, or once it is. */
function after<A, B>(made: A | Promise<A>, next: (made: A) => B): B | Promise<B> {
  return made instanceof Promise ? made.then(next) : next(made);
}

/** Results that were found say how long they last, as those that are made do. */
function noteLasting(task: Task, found: Results): void {
  const { job, at } = task;
  task.lasts = job.session.shop.lasting.get(found) ?? 'ever';
  const lasts = least(task.lasts, above(task));
  if (lasts !== 'ever') job.lasting.set(at, lasts);
}

function isKnown({ job, id, log }: Task, key: string, known: Results): Results {
  const work = job.session.works?.get(key);
  if (log && work) {
    log.sameAs(work);
    log.shared();
  } else log?.tell({ event: 'cached', node: id });
  return known;
}

/** Files what a node made under its keys, in memory and, where that is worth it, on disk. */
function keep(task: Task, key: string | undefined, made: Results): Results {
  const { job, at } = task;
  const { shop } = job.session;
  const lasts = least(task.lasts, above(task));
  if (lasts !== 'ever') job.lasting.set(at, lasts);
  if (lasts === 'install') shop.lasting.set(made, 'install');
  if (task.lasts === 'run') return made;
  const recipe = lasts === 'run' ? undefined : job.recipes.keys[at];
  const first = key ?? recipe;
  if (first === undefined) return made;
  shop.cache.set(first, key === undefined ? undefined : recipe, made);
  store(task, key, lasts, made);
  return made;
}

/** Keeps results on disk, under what they are made from and, as long as that lasts, under how they are made. */
function store(task: Task, key: string | undefined, above: Lasting, made: Results): void {
  const { job, node, at } = task;
  const { storage } = job.session.shop;
  const recipe = job.recipes.keys[at];
  if (!storage) return;
  const worth = { milliseconds: job.costs[at]!, isAsked: job.isTarget(at) };
  const { outputs } = node.shape!;
  const isKept = key !== undefined && storage.offer([storeKey(task)], outputs, made, { ...worth, lasts: task.lasts });
  const isFound = recipe !== undefined && storage.offer([recipe], outputs, made, { ...worth, lasts: above });
  if (isKept || isFound) job.costs[at] = 0;
}

/** What was found by what it is made from is from now on found by how it is made, on disk too if it was asked for. */
function alias(task: Task, key: string, recipe: string | undefined, found: Results): void {
  const { job, at, log } = task;
  const { cache, storage } = job.session.shop;
  if (recipe === undefined) return;
  cache.alias(key, recipe);
  // To plan by it in this run would depend on which of two came first.
  if (log) job.session.works?.set(recipe, log);
  const lasts = least(task.lasts, above(task));
  if (storage && job.isTarget(at)) store(task, key, lasts, found);
}

/** How long the recipes of all that feeds it last. */
function above({ job, node }: Task): Lasting {
  return least(leastOf(job.lasting, node.sources), leastOf(job.lasting, node.lazySources));
}

/**
 * The key on disk of what a node made from its inputs. Small values stand in keys in memory as they are; here all stand
 * by their digest, so that it does not matter which of them have been read.
 */
function storeKey({ job, node, fingerprint }: Task): string {
  return hash(
    'sha256',
    keyText('result|', node, fingerprint, (ref) => job.held(ref).digest),
    'hex',
  );
}

/** Runs the node, wherever it runs, and tells of it. */
function work(task: Task): Results | Promise<Results> {
  const { job, node, log } = task;
  const began = log || job.costs.length > 0 ? performance.now() : 0;
  log?.tell({ event: 'started', node: task.id, type: node.shape!.node.type });
  const { fingerprint } = node.shape!.node;
  const made = run(task);
  if (fingerprint)
    return Promise.resolve(made).then(async (late) => finished(task, await confirmed(task, late), began));
  return after(made, (late) => finished(task, late, began));
}

/** What was made of a file that has changed meanwhile is given, but not kept under the key of what it was before. */
async function confirmed(task: Task, made: Results): Promise<Results> {
  const { node, job } = task;
  try {
    const params = await resolveParams(job, node);
    const now = await fingerprintOf(node.shape!.node, params, job.session.crew, job.session.host);
    if (now !== task.fingerprint) task.lasts = 'run';
  } catch {
    task.lasts = 'run';
  }
  return made;
}

function run(task: Task): Results | Promise<Results> {
  const { runsOn } = task.node.shape!.node;
  if (task.node.mapped) return runMap(task);
  if (runsOn === 'engine') return runFlow(task);
  return runsOn === 'backend' && !task.job.session.crew.isEmpty ? runThere(task) : runHere(task);
}

function finished(task: Task, made: Results, began: number): Results {
  const { job, node, log } = task;
  const { session } = job;
  if (session.isCancelled) {
    // A node that was told to stop may give half a result; nobody may find it in the cache.
    for (const held of made) session.shop.holdings.drop(held);
    throw session.signal.reason;
  }
  const milliseconds = log || job.costs.length > 0 ? performance.now() - began : 0;
  if (job.costs.length > 0) job.costs[task.at] = costOf(task, milliseconds);
  const on = task.on === undefined ? {} : { on: task.on };
  log?.tell({ event: 'finished', node: task.id, milliseconds, outputs: outputsOf(node, made), ...on });
  return made;
}

/** What it takes to make this again, with all above it that is not stored: at most as long as the run has taken. */
function costOf({ job, node }: Task, milliseconds: number): number {
  let above = 0;
  for (const source of node.sources) above += job.costs[source]!;
  return milliseconds + Math.min(above, elapsed(job.session));
}

const elapsed = (session: Session): number => performance.now() - session.began;

function outputsOf(node: LinkedNode, made: Results): Record<string, Held['handle']> {
  const outputs: Record<string, Held['handle']> = {};
  const names = node.shape!.outputs;
  for (let i = 0; i < names.length; i++) outputs[names[i]!] = made[i]!.handle;
  return outputs;
}

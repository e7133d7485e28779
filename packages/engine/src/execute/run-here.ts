import type { Held } from '../backend/held.js';
import type { Results } from '../cache/memory-cache.js';
import { isExpansion } from '../graph/expand.js';
import { MoodwireError } from '../node/failure.js';
import type { NodeDefinition } from '../node/node.js';
import { placesIn } from '../plan/program.js';
import type { Value } from '../value/value.js';
import { makeWay, type Task } from './call.js';
import { AWAY, hasFedParam, readFeed, resolveParams, valueHere } from './params.js';
import { runExpansion } from './run-flow.js';
import { unlessAborted } from './unless-aborted.js';

type Given = Readonly<Record<string, unknown>>;

const deaf = (): void => {};

const whatIsShown = (shown: Value | (() => Value)): Value => (typeof shown === 'function' ? shown() : shown);

/** Runs the node in this process. Each result is held once, on the caller's behalf. Waits only if it has to. */
export function runHere(task: Task): Results | Promise<Results> {
  const { node } = task;
  const { inputs: slots } = node.shape!;
  const inputs: Record<string, unknown> = {};
  let isAway = node.feeds.length > 0 && hasFedParam(node);
  for (let i = 0; i < slots.length; i++) {
    const { name, lazy } = slots[i]!;
    const feed = node.feeds[i];
    if (feed === undefined) inputs[name] = undefined;
    else if (lazy) inputs[name] = (): Promise<Value> => demand(task, i);
    else {
      const value = valueHere(task.job, feed);
      if (value === AWAY) isAway = true;
      inputs[name] = value;
    }
  }
  return isAway ? runLater(task, inputs) : call(task, inputs, node.params);
}

async function runLater(task: Task, inputs: Record<string, unknown>): Promise<Results> {
  const { job, node } = task;
  for (const { at, name } of node.shape!.inputs) {
    if (inputs[name] === AWAY) inputs[name] = await unlessAborted(job.session.signal, readFeed(job, node.feeds[at]!));
  }
  return call(task, inputs, await resolveParams(job, node));
}

/** Has a lazy input computed. A node that does not wait for it must not bring the process down when it fails. */
function demand(task: Task, slot: number): Promise<Value> {
  const asked = compute(task, slot);
  asked.catch(() => {});
  return asked;
}

async function compute(task: Task, slot: number): Promise<Value> {
  const { job, node, log } = task;
  const feed = node.feeds[slot]!;
  makeWay(task);
  try {
    await job.demand(log, placesIn(feed));
    return await readFeed(job, feed);
  } catch (error) {
    task.lasts = 'run'; // what it makes without this input may not be found by who has it
    throw error;
  }
}

function call(task: Task, inputs: Given, params: Given): Results | Promise<Results> {
  const { log, id, node, job } = task;
  const { host, signal } = job.session;
  const made = (node.shape!.node as NodeDefinition).run({
    inputs,
    params,
    signal,
    host,
    progress: log ? (done, total) => log.tell({ event: 'progress', node: id, done, total }) : deaf,
    preview: log ? (shown) => log.tell({ event: 'preview', node: id, value: whatIsShown(shown) }) : deaf,
  });
  return isThenable(made) ? made.then((late) => take(task, late)) : take(task, made);
}

function isThenable<T>(made: T | Promise<T>): made is Promise<T> {
  return typeof made === 'object' && made !== null && 'then' in made && typeof made.then === 'function';
}

/** Holds each declared output, or none of them when one is missing or is no value. */
function take(task: Task, made: unknown): Results | Promise<Results> {
  if (isExpansion(made)) {
    makeWay(task);
    return runExpansion(task, made);
  }
  const { outputs, node } = task.node.shape!;
  const { holdings } = task.job.session.shop;
  const given = made as Readonly<Record<string, Value>> | undefined;
  const results: Held[] = new Array(outputs.length);
  let count = 0;
  try {
    for (let i = 0; i < outputs.length; i++) {
      const name = outputs[i]!;
      const value = given?.[name];
      // What an object inherits is a function, and no function is a value.
      if (value === undefined || typeof value === 'function') throw new MoodwireError(`${node.type} gave no "${name}"`);
      results[i] = holdings.hold(value);
      count++;
    }
  } catch (error) {
    for (let i = 0; i < count; i++) holdings.drop(results[i]!);
    throw error;
  }
  return results;
}

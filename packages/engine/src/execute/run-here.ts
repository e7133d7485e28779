import type { Results } from '../cache/memory-cache.js';
import { isExpansion } from '../node/expand.js';
import { MoodwireError } from '../node/failure.js';
import type { NodeDefinition } from '../node/node.js';
import { placesIn } from '../plan/program.js';
import type { Value } from '../value/value.js';
import { makeWay, type Task } from './call.js';
import { AWAY, hasFedParam, readFeed, resolveParams, valueHere } from './params.js';
import { runExpansion } from './run-flow.js';

type Given = Readonly<Record<string, unknown>>;

const deaf = (): void => {};

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
    else if (lazy) inputs[name] = (): Promise<Value> => ask(task, i);
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
    if (inputs[name] === AWAY) inputs[name] = await readFeed(job, node.feeds[at]!);
  }
  return call(task, inputs, await resolveParams(job, node));
}

/** A node that asks and does not wait must not bring the process down when what it asked for fails. */
function ask(task: Task, slot: number): Promise<Value> {
  const asked = demand(task, slot);
  asked.catch(() => {});
  return asked;
}

async function demand(task: Task, slot: number): Promise<Value> {
  const { job, node, log } = task;
  const feed = node.feeds[slot]!;
  makeWay(task);
  await job.demand(log, placesIn(feed));
  return readFeed(job, feed);
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
    preview: log ? (value) => log.tell({ event: 'preview', node: id, value }) : deaf,
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
  const results = [];
  try {
    for (let i = 0; i < outputs.length; i++) {
      const name = outputs[i]!;
      const value = given && Object.hasOwn(given, name) ? given[name] : undefined;
      if (value === undefined) throw new MoodwireError(`${node.type} gave no "${name}"`);
      results.push(holdings.hold(value));
    }
  } catch (error) {
    for (const held of results) holdings.drop(held);
    throw error;
  }
  return results;
}

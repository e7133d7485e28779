import { Held } from '../backend/held.js';
import type { Results } from '../cache/memory-cache.js';
import type { Expansion } from '../graph/expand.js';
import { linkGraph, problemsOf } from '../graph/link-graph.js';
import { isList } from '../graph/link-node.js';
import type { LinkedBody } from '../graph/linked.js';
import { formatProblem } from '../graph/problem.js';
import { MoodwireError } from '../node/failure.js';
import type { Fed, FlowResults } from '../node/flow.js';
import type { FlowNode } from '../node/node.js';
import { programOf } from '../plan/compile.js';
import { isOpenBody } from '../plan/open.js';
import { placesIn } from '../plan/program.js';
import type { Handle } from '../value/handle.js';
import type { Job, Task } from './call.js';
import { least } from './lasting.js';
import { resolveParams } from './params.js';
import { failureInside, ToldError } from './session.js';

/** Runs a node that steers: it is given values unread, and may run its body. Each result is held once for the caller. */
export async function runFlow(task: Task): Promise<Results> {
  const { job, node, log } = task;
  const { session } = job;
  const { holdings } = session.shop;
  const shape = node.shape!;
  const own = createOwn(job);
  const feedOf = (slot: number): Fed | undefined => {
    const feed = node.feeds[slot];
    return feed && (isList(feed) ? feed.map(job.held) : job.held(feed));
  };
  const inputs: Record<string, Fed | undefined> = {};
  for (const { at, name, lazy } of shape.inputs) if (!lazy) inputs[name] = feedOf(at);
  try {
    const params = await resolveParams(job, node);
    const made = await (shape.node as FlowNode).flow({
      inputs,
      params,
      signal: session.signal,
      async demand(input) {
        const slot = shape.slot.get(input)!.at;
        const feed = node.feeds[slot];
        if (feed === undefined) return undefined;
        try {
          await job.demand(log, placesIn(feed));
        } catch (error) {
          task.lasts = 'run';
          throw error;
        }
        return feedOf(slot);
      },
      call: async (name, given) =>
        own.all(await callBody(task, node.body!, name === '' ? task.id : `${task.id}/${name}`, given)),
      read: (handle) => holdings.read(heldOf(handle)),
      hold: (value) => own.one(holdings.hold(value)),
      items: async (list) => (isHandles(list) ? list : own.items(heldOf(list))),
      drop: own.drop,
      progress: (done, total) => log?.tell({ event: 'progress', node: task.id, done, total }),
    });
    return resultsOf(task, made);
  } finally {
    own.release();
  }
}

/** Deeper than any recursion that is meant. */
const DEEPEST = 200;

/** Runs the graph that a node returned in place of results. */
export async function runExpansion(task: Task, { expansion, inputs }: Expansion): Promise<Results> {
  const { job, node } = task;
  if (job.place.length >= DEEPEST) {
    throw new MoodwireError(`graphs that return graphs are ${DEEPEST} deep here: let one of them come to an end`);
  }
  const own = createOwn(job);
  const linked = linkGraph(expansion, job.session.shop.registry);
  const [problem] = problemsOf(linked);
  const type = node.shape!.node.type;
  if (problem) throw new MoodwireError(`${type} returned a graph that can't run: ${formatProblem(problem)}`);
  task.lasts = isOpenBody(linked.root) ? 'run' : least(task.lasts, 'install');
  try {
    const given: Record<string, Handle> = {};
    for (const [name, value] of Object.entries(inputs)) given[name] = own.one(job.session.shop.holdings.hold(value));
    return resultsOf(task, own.all(await callBody(task, linked.root, task.id, given)));
  } finally {
    own.release();
  }
}

/** Runs a body once. What it gives is held for the caller. */
async function callBody(
  task: Task,
  body: LinkedBody,
  path: string,
  given: Readonly<Record<string, Fed>>,
): Promise<Record<string, Held>> {
  const { job, at, log } = task;
  const { holdings } = job.session.shop;
  const names = Object.keys(given).filter((name) => body.inputs.has(name));
  const program = programOf(body, names);
  const outside: Held[] = [];
  const lists: Held[] = [];
  for (const name of names) {
    const fed = given[name]!;
    const held = isHandles(fed) ? holdings.holdList(fed.map(heldOf)) : heldOf(fed);
    if (isHandles(fed)) lists.push(held);
    outside.push(held);
  }
  const targets = [...new Set([...program.outputs.values()].flatMap(placesIn))];
  const outcome = await job.inside(log, { program, path: `${path}/`, place: [...job.place, at], outside, targets });
  try {
    task.lasts = least(task.lasts, outcome.lasts);
    if (!outcome.isWhole)
      throw new ToldError(`something inside ${path} failed`, failureInside(job.session, [...job.place, task.at]));
    const outputs: Record<string, Held> = {};
    for (const [name, feed] of program.outputs) {
      const made = outcome.get(feed)!;
      if (made instanceof Held) holdings.retain(made);
      outputs[name] = made instanceof Held ? made : holdings.holdList(made);
    }
    return outputs;
  } finally {
    outcome.release();
    for (const list of lists) holdings.drop(list);
  }
}

function resultsOf({ job, node }: Task, made: FlowResults): Results {
  const { outputs, node: definition } = node.shape!;
  const results = outputs.map((name) => {
    const handle = Object.hasOwn(made, name) ? made[name] : undefined;
    if (!handle) throw new MoodwireError(`${definition.type} gave no "${name}"`);
    return heldOf(handle);
  });
  for (const held of results) job.session.shop.holdings.retain(held);
  return results;
}

/** What a node holds while it runs, so that all of it can be let go at its end. */
function createOwn({ session }: Job) {
  const { holdings } = session.shop;
  const counts = new Map<Held, number>();
  const one = (held: Held): Held => {
    counts.set(held, (counts.get(held) ?? 0) + 1);
    return held;
  };
  return {
    one,
    all(made: Record<string, Held>): Record<string, Held> {
      for (const held of Object.values(made)) one(held);
      return made;
    },
    async items(list: Held): Promise<readonly Held[]> {
      if (list.items) return list.items;
      const value = await holdings.read(list);
      if (!Array.isArray(value)) throw new MoodwireError('expected a list, found a single value');
      return value.map((item) => one(holdings.hold(item)));
    },
    drop(handle: Handle): void {
      const held = heldOf(handle);
      const count = counts.get(held);
      if (count === undefined) return;
      if (count === 1) counts.delete(held);
      else counts.set(held, count - 1);
      holdings.drop(held);
    },
    release(): void {
      for (const [held, count] of counts) for (let i = 0; i < count; i++) holdings.drop(held);
    },
  };
}

const isHandles = (fed: Fed): fed is readonly Handle[] => Array.isArray(fed);

function heldOf(handle: Handle): Held {
  if (handle instanceof Held) return handle;
  throw new TypeError('a flow node passes on what it was given; this is something else');
}

import type { Held } from '../backend/held.js';
import type { Results } from '../cache/memory-cache.js';
import { isList } from '../graph/link-node.js';
import { type Feed, type LinkedNode, NO_PLACES } from '../graph/linked.js';
import { MoodwireError } from '../node/failure.js';
import type { Program } from '../plan/program.js';
import { readsFiles } from '../plan/program.js';
import type { Task } from './call.js';
import { least } from './lasting.js';
import { failureInside, ToldError } from './session.js';

const MOST_ITEMS = 100_000;

/**
 * Runs a node once for each item of the lists that feed it, or for each set of items, and gives lists. Each item is
 * cached and told of by itself, under the node's id and its number.
 */
export async function runMap(task: Task): Promise<Results> {
  const { job, node, log } = task;
  const { holdings } = job.session.shop;
  const made: Held[] = [];
  try {
    const lists: (readonly Held[])[] = [];
    for (const slot of node.mapped!) lists.push(await itemsOf(task, node.feeds[slot]!, made));
    const sets = choose(task, lists);
    const { program, outside } = itemProgram(task, lists, sets);
    let done = 0;
    const outcome = await job.inside(log, {
      program,
      path: job.path,
      place: [...job.place, task.at],
      outside,
      targets: program.order,
      atOnce: node.document.map!.atOnce,
      onSettled: () => log?.tell({ event: 'progress', node: task.id, done: ++done, total: sets.length }),
    });
    try {
      task.lasts = least(task.lasts, outcome.lasts);
      if (!outcome.isWhole)
        throw new ToldError(`an item of ${task.id} failed`, failureInside(job.session, [...job.place, task.at]));
      return node.shape!.outputs.map((_, out) =>
        holdings.holdList(program.order.map((at) => outcome.get({ at, out }) as Held)),
      );
    } finally {
      outcome.release();
    }
  } finally {
    for (const held of made) holdings.drop(held);
  }
}

async function itemsOf({ job }: Task, feed: Feed, made: Held[]): Promise<readonly Held[]> {
  const { holdings } = job.session.shop;
  if (isList(feed)) return feed.map(job.held);
  const list = job.held(feed);
  if (list.items) return list.items;
  const value = await holdings.read(list);
  if (!Array.isArray(value)) throw new MoodwireError('expected a list to map over, found a single value');
  return value.map((item) => {
    const held = holdings.hold(item);
    made.push(held);
    return held;
  });
}

/** For each run of the node, which item of each list it gets. */
function choose({ node }: Task, lists: readonly (readonly Held[])[]): number[][] {
  const { by } = node.document.map!;
  const lengths = lists.map((list) => list.length);
  const names = node.mapped!.map((slot) => node.shape!.slots[slot]!.name);
  const count = by === 'cross' ? lengths.reduce((product, n) => product * n, 1) : Math.max(...lengths);
  if (count > MOST_ITEMS) {
    throw new MoodwireError(`found ${count} items to map over, expected at most ${MOST_ITEMS}: map over fewer`);
  }
  if (by === 'pair' && lengths.some((length) => length !== count)) {
    const found = names.map((name, i) => `${lengths[i]} in ${name}`).join(', ');
    throw new MoodwireError(`to pair lists they must be of one length; found ${found}: choose "repeat" or "cross"`);
  }
  if (by !== 'cross') {
    if (lengths.includes(0)) return [];
    return Array.from({ length: count }, (_, i) => lengths.map((length) => Math.min(i, length - 1)));
  }
  let sets: number[][] = [[]];
  for (const length of lengths) sets = sets.flatMap((set) => Array.from({ length }, (_, i) => [...set, i]));
  return sets;
}

/** The node once for each set of items, each fed from outside. */
function itemProgram({ job, node }: Task, lists: readonly (readonly Held[])[], sets: readonly number[][]) {
  const outside: Held[] = [];
  const put = (held: Held): { at: number; out: number } => ({ at: -1, out: outside.push(held) - 1 });
  const feeds = node.feeds.map((feed, slot): Feed | undefined => {
    if (feed === undefined || node.mapped!.includes(slot)) return undefined;
    return isList(feed) ? feed.map((ref) => put(job.held(ref))) : put(job.held(feed));
  });
  const items = lists.map((list) => list.map(put));
  const nodes = sets.map((set, i): LinkedNode => {
    const own = [...feeds];
    for (const [k, item] of set.entries()) own[node.mapped![k]!] = items[k]![item];
    return {
      ...node,
      id: `${node.id}/${i}`,
      feeds: own,
      sources: NO_PLACES,
      lazySources: NO_PLACES,
      mapped: undefined,
    };
  });
  const program: Program = {
    nodes,
    order: nodes.map((_, at) => at),
    isForward: true,
    outputs: new Map(),
    targets: new Map(),
    consumers: { start: new Int32Array(nodes.length + 1), fed: new Int32Array(0) },
    readsFiles: readsFiles(nodes),
  };
  return { program, outside };
}

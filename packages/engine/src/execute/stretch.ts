import type { Backend, BackendListener, Source } from '../backend/backend.js';
import type { Held } from '../backend/held.js';
import { isList } from '../graph/link-node.js';
import type { LinkedNode, Ref } from '../graph/linked.js';
import type { Program } from '../plan/program.js';
import type { Handle } from '../value/handle.js';
import type { Json, Value } from '../value/value.js';
import type { Job, Task } from './call.js';
import type { Member, MemberListener, MemberResults } from './member.js';
import { paramsHere } from './params.js';
import { LostError } from './session.js';

const MOST_NODES = 1000;

type Opened = Member & {
  readonly told: MemberListener;
  done(results: Readonly<Record<string, Handle>>): void;
  failed(error: Error): void;
};

/** A stretch, the values that it is given from outside, and what to tell its members. */
export type Stretch = {
  /** The node that it was made for, or its twin. */
  readonly first: Member;
  readonly members: readonly Member[];
  readonly needed: readonly Held[];
  readonly listener: BackendListener;
  /** It is over: what has not ended by now never will. */
  end(why: Error): void;
};

/**
 * The stretch that begins with a node: all that is certain to run on the same backend and needs nothing else that is not
 * done yet. With `isShared` it neither branches nor takes in what waits for a turn, so that others can have it.
 */
export function stretchFrom(
  { job, at, node, log }: Task,
  params: Readonly<Record<string, Json>>,
  backend: Backend,
  isShared: boolean,
): Stretch {
  const { program, recipes } = job;
  const places = inOrder(program, placesFrom(job, at, node, params, isShared));
  const needed: Held[] = [];
  /** Who makes what a node makes: itself, or its twin. */
  const makers = new Map<number, Opened>();
  const byRecipe = new Map<string, Opened>();
  const isSame = job.session.shop.holdings.watch(backend);
  const members: Opened[] = [];
  for (const [place, itsParams] of places) {
    const recipe = recipes.keys[place];
    const twin = recipe === undefined ? undefined : byRecipe.get(recipe);
    const member =
      twin ?? open(job, place, program.nodes[place]!, itsParams, backend, { makers, members, needed, isSame });
    makers.set(place, member);
    if (twin) continue;
    members.push(member);
    if (recipe !== undefined) byRecipe.set(recipe, member);
  }
  return {
    first: makers.get(at)!,
    members,
    needed,
    listener: {
      progress: (n, done, total) => members[n]?.told.progress(n, done, total),
      ...(log && { preview: (n: number, value: Value) => members[n]?.told.preview(n, value) }),
      done: (n, results) => members[n]?.done(results),
      failed: (n, error) => members[n]?.failed(error),
    },
    end(why) {
      for (const member of members) member.failed(why);
    },
  };
}

/** The nodes of a stretch, each with its params. */
function placesFrom(
  job: Job,
  at: number,
  node: LinkedNode,
  params: Readonly<Record<string, Json>>,
  isShared: boolean,
): Map<number, Readonly<Record<string, Json>>> {
  const { nodes, consumers } = job.program;
  const { start, fed } = consumers;
  const places = new Map([[at, params]]);
  if (!isShared && canFollow(node)) for (const place of job.inLine) add(place);
  for (const place of places.keys()) {
    for (let k = start[place]!; k < start[place + 1]! && places.size < MOST_NODES; k++) {
      const next = fed[k]!;
      if (job.isScheduled(next) && add(next) && isShared) break;
    }
  }

  function add(place: number): boolean {
    const one = nodes[place]!;
    if (places.has(place) || !canFollow(one) || job.ahead.has(place)) return false;
    if (!one.sources.every((source) => places.has(source) || job.isDone(source))) return false;
    const itsParams = paramsHere(job, one, (source) => places.has(source));
    if (itsParams) places.set(place, itsParams);
    return itsParams !== undefined;
  }

  return places;
}

const ranks = new WeakMap<Program, Map<number, number>>();

/** In the order of the plan, so that what the document has first is done first. */
function inOrder<T>(program: Program, places: ReadonlyMap<number, T>): [number, T][] {
  const all = [...places];
  if (program.isForward) return all.sort(([a], [b]) => a - b);
  let rank = ranks.get(program);
  if (!rank) {
    rank = new Map(program.order.map((at, i) => [at, i]));
    ranks.set(program, rank);
  }
  return all.sort(([a], [b]) => rank.get(a)! - rank.get(b)!);
}

function canFollow({ mapped, shape }: LinkedNode): boolean {
  return !mapped && shape?.node.runsOn === 'backend' && !shape.node.fingerprint;
}

type Company = {
  readonly makers: ReadonlyMap<number, Opened>;
  readonly members: readonly Opened[];
  readonly needed: Held[];
  isSame(): boolean;
};

function open(
  job: Job,
  at: number,
  node: LinkedNode,
  params: Readonly<Record<string, Json>>,
  backend: Backend,
  { makers, members, needed, isSame }: Company,
): Opened {
  const given: Member['given'][number][] = [];
  const inputs: Record<string, Source | readonly Source[]> = {};

  function sourceOf(ref: Ref): Source {
    const by = makers.get(ref.at);
    if (!by) return handleOf(job.held(ref));
    const output = job.program.nodes[by.at]!.shape!.outputs[ref.out]!;
    given.push({ ref, by, output });
    return { node: members.indexOf(by), output };
  }
  function handleOf(held: Held): Handle {
    needed.push(held);
    return held.handle;
  }

  for (const { at: slot, name, port } of node.shape!.inputs) {
    const feed = node.feeds[slot];
    if (feed === undefined) continue;
    if (isList(feed)) inputs[name] = feed.map(sourceOf);
    else {
      // A list that nobody has put together goes item by item: some of them may be there already.
      const items = makers.has(feed.at) || port.kind !== 'list' ? undefined : job.held(feed).items;
      inputs[name] = items ? items.map(handleOf) : sourceOf(feed);
    }
  }

  const { shop } = job.session;
  const { holdings, losses } = shop;
  let isOver = false;
  const early: ((listener: MemberListener) => void)[] = [];
  let listener: MemberListener | undefined;
  const tell = (what: (to: MemberListener) => void): void => {
    if (listener) what(listener);
    else early.push(what);
  };
  let resolve: (results: MemberResults) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const results = new Promise<MemberResults>((...both) => {
    [resolve, reject] = both;
  });
  results.catch(() => {}); // nobody may ever want it
  const member: Opened = {
    at,
    backend,
    task: { type: node.shape!.node.type, params, inputs },
    given,
    results,
    made: undefined,
    listen(to) {
      listener = to;
      for (const what of early.splice(0)) what(to);
    },
    told: {
      progress: (n, steps, total) => tell((to) => to.progress(n, steps, total)),
      preview: (n, value: Value) => tell((to) => to.preview(n, value)),
    },
    // Held as soon as they are there, so that nothing is lost between this and whoever takes them unnoticed.
    done(handles) {
      if (isOver) return;
      if (!isSame()) {
        member.failed(new LostError(`${backend.name} was lost`));
        return;
      }
      isOver = true;
      const held = Object.entries(handles).map(([name, handle]) => [name, holdings.holdAt(handle, backend)]);
      member.made = Object.fromEntries(held) as MemberResults;
      resolve(member.made);
    },
    failed(error) {
      isOver = true;
      reject(shop.losses === losses ? error : new LostError(error.message, { cause: error }));
    },
  };
  return member;
}

/** Is what it was asked with still what feeds it? What feeds it may have been found elsewhere meanwhile. */
export function isStillTrue(job: Job, { given }: Member): boolean {
  return given.every(({ ref, by, output }) => by.made?.[output]?.digest === job.held(ref).digest);
}

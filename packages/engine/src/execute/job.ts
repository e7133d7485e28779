import type { Results } from '../cache/memory-cache.js';
import { recipesOf } from '../key/recipe.js';
import { messageOf } from '../node/failure.js';
import { isOpen } from '../plan/open.js';
import { type Beginning, beginningOf } from './beginning.js';
import type { Call, Inside, Job, Outcome, Task } from './call.js';
import { certainly, NODE } from './cone.js';
import { createCourse } from './course.js';
import { NO_FINGERPRINTS, takeFingerprints } from './fingerprints.js';
import { leastOf } from './lasting.js';
import type { NodeLog } from './log.js';
import { brought, finishedOutcome, tellCached } from './outcome.js';
import { AGAIN, perform } from './perform.js';
import { disown } from './run-there.js';
import { failureInside, LostError, ToldError } from './session.js';
import type { Storage } from './storage.js';

/**
 * Runs a program. Nodes become ready when all that feeds them is done and then run at once, as far as the resources
 * allow; a node that fails stops only what depends on it. After the signal aborts nothing starts, and what runs is
 * waited for.
 */
export function runJob(call: Call): Promise<Outcome> {
  return call.session.shop.storage ? runConfirmed(call, call.session.shop.storage) : runFrom(call, beginningOf(call));
}

/** As above where some of it is known from the disk: that is read before anything runs, so that damage costs no second run. */
async function runConfirmed(call: Call, storage: Storage): Promise<Outcome> {
  for (;;) {
    const beginning = beginningOf(call);
    if (await storage.confirm(beginning.stored)) return runFrom(call, beginning);
    const { holdings } = call.session.shop;
    for (const made of beginning.finished?.values() ?? beginning.cone?.results ?? []) made?.forEach(holdings.drop);
  }
}

function runFrom(call: Call, beginning: Beginning): Promise<Outcome> {
  const { session, program, path, recipes, outside, targets, atOnce = Number.POSITIVE_INFINITY } = call;
  const { shop, signal } = session;
  const { holdings, storage } = shop;
  const { nodes } = program;
  const { lasting } = beginning;
  const idOf = (at: number): string => path + nodes[at]!.id;
  const asked = new Set(targets);
  if (beginning.finished) return Promise.resolve(finishedOutcome(call, beginning.finished, leastOf(lasting, targets)));
  const { certain } = beginning.cone!;
  const course = createCourse(program, beginning.cone!, holdings, wake);
  const { state, results } = course;
  /** Who waits for a node that was asked for late. */
  const waits = new Map<number, (() => void)[]>();
  const scene = call.openScene?.(certain);
  const planned = scene && state.slice();
  const wasTold = new Set<number>();
  let running = 0;
  /** So that the job is not over before all of it has begun. */
  let hasBegun = false;
  const heldBack: number[] = [];
  let nextHeld = 0;
  let isFilling = false;
  let finish: () => void = () => {};
  const over = new Promise<void>((resolve) => {
    finish = resolve;
  });

  const job: Job = {
    ...call,
    isTarget: (at) => call.place.length === 0 && asked.has(at),
    costs: new Float64Array(storage ? nodes.length : 0),
    lasting,
    inside: (log, call) => runInside(session, log, call),
    isDone: (at) => state[at] === NODE.done,
    isScheduled: (at) => state[at] === NODE.scheduled,
    ahead: new Map(),
    inLine: new Set(),
    held: ({ at, out }) => (at < 0 ? outside[out]! : results[at]![out]!),
    async demand(asker, sources) {
      // Told of as if nobody else had asked before: who did, and how far that is, depends on chance.
      if (asker && planned) {
        const places = certainly(program, sources, planned);
        asker.asks(places);
        tellKnown(places);
      }
      startAll(course.schedule(certainly(program, sources, state)));
      for (const at of sources) {
        while (state[at] === NODE.scheduled || state[at] === NODE.running) {
          signal.throwIfAborted();
          await new Promise<void>((resolve) => {
            const others = waits.get(at);
            if (others) others.push(resolve);
            else waits.set(at, [resolve]);
          });
        }
        signal.throwIfAborted();
        if (state[at] !== NODE.done) throw new ToldError(`${idOf(at)} failed`);
      }
    },
  };

  function wake(at: number): void {
    if (waits.size === 0) return;
    for (const goOn of waits.get(at) ?? []) goOn();
    waits.delete(at);
  }

  function startAll(ready: readonly number[]): void {
    for (let i = 0; i < ready.length; i++) makeReady(ready[i]!);
  }

  function makeReady(at: number): void {
    if (running >= atOnce) {
      heldBack.push(at);
      return;
    }
    state[at] = NODE.running;
    running++;
    const node = nodes[at]!;
    const { runsOn } = node.shape!.node;
    // A node that steers others holds nothing that they might wait for; one that was asked for ahead has its turn there.
    if (node.mapped || runsOn === 'engine' || job.ahead.has(at)) void begin(at);
    else if (runsOn === 'backend' && !session.crew.isEmpty) {
      job.inLine.add(at);
      session.lanes.backend.push(begin, at);
    } else session.lanes.host.push(begin, at);
  }

  function begin(at: number): Promise<void> | undefined {
    if (job.inLine.size > 0) job.inLine.delete(at);
    if (session.isCancelled) {
      settle(at, undefined);
      return undefined;
    }
    const node = nodes[at]!;
    const id = idOf(at);
    const log = scene?.node(at, id);
    const task: Task = {
      job,
      at,
      id,
      node,
      log,
      fingerprint: recipes.fingerprints[at],
      lasts: isOpen(node) ? 'run' : 'ever',
      release: undefined,
      on: undefined,
      isWaiting: false,
    };
    try {
      const made = perform(task);
      if (made instanceof Promise) {
        const over = made.then(
          (late) => (late === AGAIN ? beginAgain(at) : complete(at, late, log)),
          (error: unknown) => fail(at, error, log),
        );
        void over.then(() => task.release?.());
        if (task.isWaiting) return undefined;
        return new Promise((resolve) => {
          task.release = resolve;
        });
      }
      complete(at, made, log);
    } catch (error) {
      fail(at, error, log);
    }
    return undefined;
  }

  function beginAgain(at: number): void {
    running--;
    makeReady(at);
  }

  function complete(at: number, made: Results | undefined, log: NodeLog | undefined): void {
    log?.end();
    settle(at, made);
  }

  function fail(at: number, error: unknown, log: NodeLog | undefined): void {
    if (session.isCancelled) {
      // It was told to stop: that is no failure.
    } else if (session.wasRobbed() || (error instanceof LostError && !session.isLast)) session.wasInterrupted = true;
    else {
      const node = idOf(at);
      const message = messageOf(error);
      const place = [...call.place, at];
      const inside = error instanceof ToldError ? error.inside : undefined;
      if (!(error instanceof ToldError)) session.failures.push({ node, message, error, place });
      else if (inside && !failureInside(session, place)) session.failures.push({ ...inside, place });
      log?.tell({ event: 'failed', node, message });
    }
    log?.end();
    settle(at, undefined);
  }

  function settle(at: number, made: Results | undefined): void {
    running--;
    const ready = course.settle(at, made);
    // Only now: what begins may ask for more nodes, and these count on what is done.
    if (ready) startAll(ready);
    fillUp();
    call.onSettled?.();
    if (hasBegun && course.isOver) finish();
  }

  /** Begins what was held back. After an abort each of these is over at once: a loop, not a call within a call. */
  function fillUp(): void {
    if (isFilling) return;
    isFilling = true;
    while (nextHeld < heldBack.length && running < atOnce) makeReady(heldBack[nextHeld++]!);
    isFilling = false;
  }

  const stop = (): void => {
    for (const waiters of waits.values()) for (const goOn of waiters) goOn();
  };

  /** Tells of what was known from the beginning, once it is needed for certain. */
  function tellKnown(places: readonly number[]): void {
    if (!scene || !planned) return;
    for (const at of places) {
      if (planned[at] !== NODE.done || wasTold.has(at)) continue;
      wasTold.add(at);
      tellCached(scene, at, idOf(at));
    }
  }

  tellKnown(certain);
  session.stops.add(stop);
  startAll(course.schedule(certain));
  hasBegun = true;
  if (course.isOver) finish();

  return over.then((): Outcome => {
    session.stops.delete(stop);
    scene?.end();
    for (const member of job.ahead.values()) disown(shop, member);
    for (let at = 0; at < results.length; at++) if (results[at] && !asked.has(at)) course.drop(at);
    return {
      get: (feed) => brought(feed, (at) => results[at], outside),
      isWhole: targets.every((at) => state[at] === NODE.done),
      lasts: leastOf(job.lasting, targets),
      release: () => {
        for (const at of asked) course.drop(at);
      },
    };
  });
}

/** Runs a program inside a node of another. */
async function runInside(session: Call['session'], log: NodeLog | undefined, call: Inside): Promise<Outcome> {
  const { program, outside } = call;
  const fingerprints = program.readsFiles
    ? await takeFingerprints(program, session.crew, session.host, session.signal)
    : NO_FINGERPRINTS;
  const contents = outside.map((held) => held.digest);
  const recipes = recipesOf(program, fingerprints, contents);
  return runJob({ ...call, session, recipes, openScene: log && ((order) => log.inside(order)) });
}

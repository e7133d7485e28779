import type { Json } from '@moodwire/engine/graph';
import { ApiError, api, type Job } from '../api/api.js';
import { isChanged } from '../session/create-session.js';
import type { GraphRun } from '../session/graph-run.js';
import type { Session } from '../session/session.js';
import type { Settings } from '../settings/settings.js';
import type { Store } from '../store/store.js';
import type { Toasts } from '../toast/toasts.js';
import { words } from '../words/words.js';
import type { JobEvent } from './job-event.js';
import type { Jobs } from './jobs.js';
import { lastLooks } from './last-looks.js';
import { previewRun } from './preview-graph.js';
import { beginRun, isOver, reduceRun } from './reduce-run.js';
import { rollSeeds } from './roll-seeds.js';
import { neededBy, wholeTargets } from './targets.js';

/** Runs open graphs on the server, and keeps what their nodes show up to date. */
export type Runner = {
  /** Runs a graph, or only what these nodes need. */
  run(session: Session, targets?: readonly string[]): Promise<void>;
  cancel(session: Session): Promise<void>;
  /** In live mode: a preview while a setting moves, the latest wins, and the whole at the end. */
  paramChanged(session: Session, phase: 'live' | 'commit'): void;
  close(): void;
};

type Following = { readonly session: Session; readonly shown?: readonly string[] };

export function createRunner(deps: {
  readonly jobs: Jobs;
  readonly toasts: Toasts;
  readonly settings: Store<Settings>;
  readonly status: Store<string>;
  readonly sessions: Store<readonly Session[]>;
}): Runner {
  const { jobs, toasts, settings, status, sessions } = deps;
  const following = new Map<string, Following>();
  /** Events of jobs whose answer is still on its way. */
  const early = new Map<string, JobEvent[]>();
  /** Which wish of a session its last run came of: answers may come in another order than they were asked for. */
  const latest = new WeakMap<Session, number>();
  let wishes = 0;
  const live = new WeakMap<Session, { isBusy: boolean; isWanted: boolean }>();

  function take(job: string, event: JobEvent): void {
    const one = following.get(job);
    if (!one) return;
    const { session } = one;
    const before = session.run.get();
    if (before?.job !== job) return;
    const next = reduceRun(before, event);
    if (next === before) return;
    session.run.set(next);
    if ((event.event === 'finished' || event.event === 'cached') && event.node !== undefined)
      show(session, [event.node], job);
    if (isOver(next.state)) end(one, job);
    else tell(session);
  }

  function show(session: Session, nodes: readonly string[], job: string): void {
    session.looks.set((now) => ({ ...now, ...Object.fromEntries(nodes.map((node) => [node, job])) }));
  }

  function end({ session, shown }: Following, job: string): void {
    following.delete(job);
    const run = session.run.get();
    if (shown && run?.state === 'done') show(session, shown, job);
    else if (run?.state === 'done') completeRun(session, run);
    tell(session);
    if (run?.state === 'failed' && !run.isPreview) {
      const [first] = run.failures;
      toasts.show({
        tone: 'error',
        text: first ? `${first.node ? `${first.node}: ` : ''}${first.message}` : words().run.failed,
      });
    }
  }

  /** What a cached node needed was not run, and not told of; its values are there all the same. */
  function completeRun(session: Session, run: GraphRun): void {
    const quiet = neededBy(session.document.get(), Object.keys(run.nodes)).filter((id) => !run.nodes[id]);
    if (quiet.length === 0) return;
    const cached = Object.fromEntries(quiet.map((id) => [id, { state: 'cached' } as const]));
    session.run.set({ ...run, nodes: { ...cached, ...run.nodes } });
    show(session, quiet, run.job);
  }

  function tell(session: Session): void {
    const run = session.run.get();
    if (!run || run.isPreview) return;
    const nodes = Object.values(run.nodes);
    const over = nodes.filter(({ state }) => state === 'done' || state === 'cached').length;
    const now = Object.entries(run.nodes).find(([, { state }]) => state === 'running')?.[0];
    status.set(textOf(run, now ?? '', over, nodes.length));
  }

  const stop = jobs.onEvent((event) => {
    const job = event.job;
    if (job === undefined) return;
    if (following.has(job)) take(job, event);
    else if (early.size > 0) for (const list of early.values()) list.push(event);
  });

  /** What graphs began to run before the page was loaded anew goes on: once the jobs are known, before their events. */
  const stopLooking = jobs.list.subscribe(() => {
    stopLooking();
    for (const session of sessions.get()) {
      if (session.run.get() || early.size > 0) continue;
      const own = jobs.list.get().filter((one) => !one.isPreview && isOf(one, session));
      const done = own.find(({ state }) => state === 'done');
      if (done) void lastLooks(session, done.id).then((nodes) => show(session, nodes, done.id));
      const job = own.find(({ state }) => !isOver(state));
      if (!job) continue;
      following.set(job.id, { session });
      session.run.set(beginRun(job));
      tell(session);
    }
  });

  async function submit(
    session: Session,
    wish: Parameters<typeof api.submit>[0],
    isPreview: boolean,
    shown?: readonly string[],
  ): Promise<Job | undefined> {
    const key = crypto.randomUUID();
    const turn = ++wishes;
    const heard: JobEvent[] = [];
    early.set(key, heard);
    try {
      const job = await api.submit(wish);
      if (turn < (latest.get(session) ?? 0)) return undefined;
      latest.set(session, turn);
      following.set(job.id, { session, ...(shown && { shown }) });
      session.run.set(beginRun(job, isPreview));
      for (const event of heard) if (event.job === job.id) take(job.id, event);
      return job;
    } finally {
      early.delete(key);
    }
  }

  async function run(session: Session, targets?: readonly string[]): Promise<void> {
    const graph = session.document.get();
    const { name } = session.origin.get();
    status.set(words().run.queued);
    try {
      const meta = { editor: session.id, ...(name !== undefined && { graph: name }) } as Json;
      const asked = targets ?? wholeTargets(graph);
      if (asked.length === 0) {
        status.set(words().run.nothing);
        toasts.show({ tone: 'plain', text: words().run.nothing });
        return;
      }
      await submit(session, { graph, targets: asked, meta }, false);
      tell(session);
      rollSeeds(session);
    } catch (error) {
      const text =
        error instanceof ApiError && error.problems.length > 0
          ? words().run.invalid(error.problems.length)
          : messageOf(error);
      status.set(text);
      toasts.show({ tone: 'error', text });
    }
  }

  async function preview(session: Session): Promise<void> {
    const state = live.get(session) ?? { isBusy: false, isWanted: false };
    live.set(session, state);
    state.isWanted = true;
    if (state.isBusy) return;
    state.isBusy = true;
    try {
      while (state.isWanted) {
        state.isWanted = false;
        const wish = previewRun(session.document.get(), (id) => session.resolved.get().nodeOf(id));
        if (!wish || session.resolved.get().problems.length > 0) return;
        const job = await submit(
          session,
          { graph: wish.graph, targets: wish.targets, isPreview: true },
          true,
          wish.shown,
        );
        if (job) await untilOver(session, job.id);
      }
    } catch {
      // The next change tries again; what is wrong is said by the run at the end.
    } finally {
      state.isBusy = false;
    }
  }

  function untilOver(session: Session, job: string): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        const now = session.run.get();
        if (now?.job === job && !isOver(now.state)) return;
        off();
        resolve();
      };
      const off = session.run.subscribe(look);
      look();
    });
  }

  return {
    run,
    async cancel(session) {
      const now = session.run.get();
      if (!now || isOver(now.state)) return;
      await api.cancel(now.job);
    },
    paramChanged(session, phase) {
      if (!settings.get().isLive) return;
      if (phase === 'live') {
        void preview(session);
        return;
      }
      const state = live.get(session);
      if (state) state.isWanted = false;
      if (session.resolved.get().problems.length === 0) void run(session);
    },
    close() {
      stopLooking();
      stop();
    },
  };
}

/** Did a job come of this open graph, or of the one of its name that it is the same as? */
function isOf({ meta }: Job, session: Session): boolean {
  if (typeof meta !== 'object' || meta === null || Array.isArray(meta)) return false;
  const { editor, graph } = meta as { readonly [key: string]: Json };
  return editor === session.id || (graph !== undefined && graph === session.origin.get().name && !isChanged(session));
}

/** What a run does, or what became of it, in words. */
function textOf(run: GraphRun, node: string, done: number, total: number): string {
  const w = words().run;
  switch (run.state) {
    case 'queued':
      return w.queued;
    case 'running':
      return w.running(node, done, total);
    case 'done':
      return w.done(((run.ended ?? Date.now()) - run.started) / 1000);
    case 'failed':
      return w.failed;
    case 'cancelled':
      return w.cancelled;
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

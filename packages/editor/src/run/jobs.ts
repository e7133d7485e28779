import { API, type Job } from '../api/api.js';
import type { GraphRun } from '../session/graph-run.js';
import { createStore, type Readable } from '../store/store.js';
import { type Connection, followEvents, type SocketConstructor } from './event-socket.js';
import type { JobEvent } from './job-event.js';
import { placeJob, withoutJob } from './job-list.js';
import { beginRun, reduceRun } from './reduce-run.js';

/** All jobs of the server as they come and go, the newest first. */
export type Jobs = {
  readonly list: Readable<readonly Job[]>;
  /** Those that wait, in the order of their turns. */
  readonly waiting: Readable<readonly Job[]>;
  /** How far each job is that runs now, by its id. */
  readonly running: Readable<Readonly<Record<string, GraphRun>>>;
  /** Does the list reach back to the oldest job? */
  readonly isComplete: Readable<boolean>;
  /** Is the server heard? */
  readonly connection: Readable<Connection>;
  /** Calls `listener` with each event of each job, as the server tells it. */
  onEvent(listener: (event: JobEvent) => void): () => void;
  /** Loads older jobs than those of the list. */
  more(): Promise<void>;
  /** Asks for what is not known of the list anew. */
  refresh(): Promise<void>;
  close(): void;
};

export type JobsOptions = {
  /** Where the server is, such as `http://127.0.0.1:8188`; where the page came from unless given. */
  readonly origin?: string;
  readonly fetch?: typeof fetch;
  readonly WebSocket?: SocketConstructor;
  /** How long the first try to connect again waits, in milliseconds; each further one waits longer. */
  readonly patience?: number;
};

const PAGE = 60;
/** How far back one who comes late looks for what happened to a job that runs. */
const LOOK_BACK = 5000;

/** Follows the server's jobs until `close` is called: one request for what there is, then one WebSocket for what happens. */
export function createJobs(options: JobsOptions = {}): Jobs {
  const { origin = pageOrigin(), patience = 500 } = options;
  const fetchIt = options.fetch ?? globalThis.fetch.bind(globalThis);
  const list = createStore<readonly Job[]>([]);
  const waiting = createStore<readonly Job[]>([]);
  const running = createStore<Readonly<Record<string, GraphRun>>>({});
  const isComplete = createStore(false);
  const listeners = new Set<(event: JobEvent) => void>();
  let loading: Promise<void> | undefined;
  let askedAgain: ReturnType<typeof setTimeout> | undefined;
  /** What the list was loaded with: events up to it say nothing new of a job's state. */
  let known = 0;

  async function get<T>(path: string): Promise<T> {
    const answer = await fetchIt(`${origin}${API}${path}`);
    if (!answer.ok) throw new Error(`GET ${path}: the server answered ${answer.status}`);
    return (await answer.json()) as T;
  }

  async function load(): Promise<void> {
    const { newest } = await get<{ newest: number }>('/health');
    const most = Math.max(PAGE, list.get().length);
    const [{ jobs }, queue] = await Promise.all([
      get<{ jobs: readonly Job[] }>(`/jobs?limit=${most}`),
      get<{ jobs: readonly Job[] }>('/queue?limit=1000'),
    ]);
    known = newest;
    list.set(jobs);
    isComplete.set(jobs.length < most);
    waiting.set(queue.jobs.filter((job) => !job.isPreview));
    const before = running.get();
    running.set(
      Object.fromEntries(
        jobs.filter(({ state }) => state === 'running').map((job) => [job.id, before[job.id] ?? beginRun(job)]),
      ),
    );
  }

  async function refreshWaiting(): Promise<void> {
    askedAgain = undefined;
    const { jobs } = await get<{ jobs: readonly Job[] }>('/queue?limit=1000');
    // While the answer was on its way some may have begun or ended: what was told of them is newer.
    const told = new Map(list.get().map(({ id, state }) => [id, state]));
    waiting.set(jobs.filter(({ id, isPreview }) => !isPreview && (told.get(id) ?? 'queued') === 'queued'));
  }

  /** Turns are told by the queue alone. */
  function askForTurns(): void {
    askedAgain ??= setTimeout(() => void refreshWaiting().catch(() => {}), 50);
  }

  function takeJob(job: Job | { readonly id: string; readonly state: 'deleted' }): void {
    if (job.state === 'deleted') {
      list.set((now) => withoutJob(now, job.id));
      waiting.set((now) => withoutJob(now, job.id));
      running.set((now) => without(now, job.id));
      return;
    }
    if (job.isPreview) return;
    list.set((now) => placeJob(now, job, isComplete.get()));
    if (job.state === 'queued') askForTurns();
    else waiting.set((now) => withoutJob(now, job.id));
    if (job.state === 'running') running.set((now) => ({ ...now, [job.id]: beginRun(job) }));
    else running.set((now) => without(now, job.id));
  }

  function take(event: JobEvent): void {
    const isNew = event.seq === undefined || event.seq > known;
    if (event.event === 'job' && isNew) {
      const { event: _, seq: __, at: ___, job: id, ...rest } = event;
      if (typeof id === 'string') takeJob({ ...rest, id } as unknown as Job);
    } else if (event.event !== 'job' && event.job !== undefined) {
      const run = running.get()[event.job];
      const next = run && reduceRun(run, event);
      if (next && next !== run) running.set((now) => ({ ...now, [next.job]: next }));
    }
    for (const listener of [...listeners]) listener(event);
  }

  const socket = followEvents({
    url: `${origin.replace(/^http/, 'ws')}${API}/events`,
    WebSocket: options.WebSocket ?? globalThis.WebSocket,
    patience,
    async begin() {
      await load();
      const isBusy = Object.keys(running.get()).length > 0;
      return isBusy ? Math.max(0, known - LOOK_BACK) : known;
    },
    onEvent: take,
    onMissed: () => void refresh().catch(() => {}),
  });

  function refresh(): Promise<void> {
    loading ??= load().finally(() => {
      loading = undefined;
    });
    return loading;
  }

  return {
    list,
    waiting,
    running,
    isComplete,
    connection: socket.connection,
    onEvent(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async more() {
      const oldest = list.get().at(-1);
      if (!oldest || isComplete.get()) return;
      const { jobs } = await get<{ jobs: readonly Job[] }>(`/jobs?limit=${PAGE}&before=${oldest.number}`);
      list.set((now) => [...now, ...jobs.filter(({ number }) => number < (now.at(-1)?.number ?? Infinity))]);
      if (jobs.length < PAGE) isComplete.set(true);
    },
    refresh,
    close() {
      clearTimeout(askedAgain);
      socket.close();
    },
  };
}

/** Not in tests. */
const pageOrigin = (): string =>
  (globalThis as { readonly location?: { readonly origin: string } }).location?.origin ?? '';

function without<T>(record: Readonly<Record<string, T>>, id: string): Readonly<Record<string, T>> {
  if (!(id in record)) return record;
  const { [id]: _, ...rest } = record;
  return rest;
}

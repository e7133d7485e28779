import type { Db } from './database.js';
import type { createGraphMemory, GraphText } from './graph-memory.js';
import type { Job, JobState, WholeJob } from './job.js';

type Asked = Pick<WholeJob, 'inputs' | 'targets'>;

export type JobFilter = {
  readonly states?: readonly JobState[];
  /** Only jobs older than this number. */
  readonly before?: number;
  readonly limit?: number;
  /** Also those that are only previews. */
  readonly previews?: boolean;
};

export type JobTable = {
  add(job: Omit<Job, 'number'>, asked: Asked, graph: GraphText): Job;
  /** Writes what became of a job. */
  update(job: Job): void;
  get(id: string): Job | undefined;
  whole(id: string): WholeJob | undefined;
  /** A JSON array of jobs, the newest first, made without parsing one of them. */
  list(filter: JobFilter): string;
  /** Those that wait, in the order in which their turn comes. */
  waiting(limit: number): readonly Job[];
  next(): Job | undefined;
  /** The preview whose turn comes next. */
  nextPreview(): Job | undefined;
  running(): readonly Job[];
  /** Puts a waiting job in another place of its own priority's line; at the end of another's. */
  move(job: Job, to: { readonly priority: number } | 'first' | 'last' | { readonly before: string }): void;
  count(): Readonly<Record<JobState, number>>;
  waitingBytes(): number;
  /** The ids of all previews. */
  previews(): readonly string[];
  /** Jobs that ended, the oldest first, beyond the newest `keep`; previews do not count. */
  surplus(keep: number): readonly string[];
  /** Forgets a job, and gives the files that it made or read and no other job does. */
  remove(id: string): readonly string[];
  addResults(job: Job, files: readonly string[]): void;
};

type Row = { readonly summary: string };

export function createJobTable(database: Db, memory: Pick<ReturnType<typeof createGraphMemory>, 'graphOf'>): JobTable {
  const sql = (text: string) => database.prepare(text);
  const insertGraph = sql('insert or ignore into graphs (digest, text) values (?, ?)');
  const insert = sql(`insert into jobs (id, state, priority, place, attempts, bytes, graph, request, summary, preview)
    select ?, ?, ?, coalesce(max(place), 0) + 1, ?, ?, ?, ?, '', ? from jobs where state = 'queued' and priority = ?`);
  const setSummary = sql('update jobs set summary = ? where number = ?');
  const update = sql('update jobs set state = ?, priority = ?, attempts = ?, summary = ? where number = ?');
  const byId = sql('select summary from jobs where id = ?');
  const wholeById = sql('select summary, request, digest, text from jobs join graphs on digest = graph where id = ?');
  const waiting = sql(`select summary from jobs where state = 'queued' order by priority desc, place, number limit ?`);
  const waitingPreview = sql(`select summary from jobs where state = 'queued' and preview = 1
    order by priority desc, place, number limit 1`);
  const running = sql(`select summary from jobs where state = 'running' order by number`);
  const places = sql(
    `select min(place) as first, max(place) as last from jobs where state = 'queued' and priority = ?`,
  );
  const placeOf = sql(`select place, priority from jobs where id = ? and state = 'queued'`);
  const placeBefore = sql(`select max(place) as place from jobs
    where state = 'queued' and priority = ? and place < ? and number <> ?`);
  const inLine = sql(`select number from jobs where state = 'queued' and priority = ? order by place, number`);
  const setPlace = sql('update jobs set place = ? where number = ?');
  const counts = sql('select state, n from counts');
  const bytes = sql(`select bytes as n from counts where state = 'queued'`);
  const surplus = sql(`select id from jobs where state in ('done', 'failed', 'cancelled') and preview = 0
    order by number desc limit -1 offset ?`);
  const previews = sql('select id from jobs where preview = 1');
  const graphOf = sql('select number, graph from jobs where id = ?');
  const dropJob = sql('delete from jobs where number = ?');
  const dropGraph = sql('delete from graphs where digest = ? and not exists (select 1 from jobs where graph = digest)');
  const ownFiles =
    sql(`select file from (select file from results where job = ?1 union select file from uses where job = ?1) as own
    where not exists (select 1 from results where results.file = own.file and results.job <> ?1)
    and not exists (select 1 from uses where uses.file = own.file and uses.job <> ?1)`);
  const dropResults = sql('delete from results where job = ?');
  const insertUse = sql('insert or ignore into uses (job, file) values (?, ?)');
  const dropUses = sql('delete from uses where job = ?');
  const insertResult = sql('insert or ignore into results (job, file) values (?, ?)');

  const read = (row: unknown): Job | undefined => (row ? (JSON.parse((row as Row).summary) as Job) : undefined);
  const readMany = (rows: unknown[]): Job[] => rows.map((row) => read(row)!);

  return {
    add(job, asked, graph) {
      insertGraph.run(graph.digest, graph.text);
      const request = JSON.stringify(asked);
      const { id, state, priority, attempts } = job;
      const size = graph.text.length + request.length;
      const { lastInsertRowid } = insert.run(
        ...[id, state, priority, attempts, size, graph.digest, request, job.isPreview ? 1 : 0, priority],
      );
      const added = { ...job, number: Number(lastInsertRowid) };
      for (const file of filesIn(graph.text + request)) insertUse.run(added.number, file);
      setSummary.run(JSON.stringify(added), added.number);
      return added;
    },
    update(job) {
      update.run(job.state, job.priority, job.attempts, JSON.stringify(job), job.number);
    },
    get: (id) => read(byId.get(id)),
    whole(id) {
      const row = wholeById.get(id) as (Row & GraphText & { request: string }) | undefined;
      if (!row) return undefined;
      const asked = JSON.parse(row.request) as Asked;
      return { ...read(row)!, graph: memory.graphOf(row), ...asked };
    },
    list({ states, before, limit = 100, previews = false }) {
      const marks = states?.map(() => '?').join(', ');
      const where = [
        ...(marks === undefined ? [] : [`state in (${marks})`]),
        ...(before === undefined ? [] : ['number < ?']),
        ...(previews ? [] : ['preview = 0']),
      ];
      const rows = sql(
        `select summary from jobs ${where.length > 0 ? `where ${where.join(' and ')}` : ''} order by number desc limit ?`,
      )
        .raw()
        .all(...(states ?? []), ...(before === undefined ? [] : [before]), limit) as [string][];
      return `[${rows.join(',')}]`;
    },
    waiting: (limit) => readMany(waiting.all(limit)),
    next: () => read(waiting.get(1)),
    nextPreview: () => read(waitingPreview.get()),
    running: () => readMany(running.all()),
    move(job, to) {
      const ends = (priority: number) => places.get(priority) as { first: number | null; last: number | null };
      if (to === 'first') setPlace.run((ends(job.priority).first ?? 0) - 1, job.number);
      else if (to === 'last') setPlace.run((ends(job.priority).last ?? 0) + 1, job.number);
      else if ('priority' in to) {
        setPlace.run((ends(to.priority).last ?? 0) + 1, job.number);
        this.update({ ...job, priority: to.priority });
      } else {
        const other = placeOf.get(to.before) as { place: number; priority: number } | undefined;
        if (!other) return;
        const { place } = placeBefore.get(other.priority, other.place, job.number) as { place: number | null };
        const middle = place === null ? other.place - 1 : (place + other.place) / 2;
        if (middle === place || middle === other.place) {
          // Numbers lie only so close together: all are given new ones, and room between them.
          for (const [i, waiting] of (inLine.all(other.priority) as { number: number }[]).entries()) {
            setPlace.run(i + 1, waiting.number);
          }
          this.move(job, to);
          return;
        }
        setPlace.run(middle, job.number);
        this.update({ ...job, priority: other.priority });
      }
    },
    count() {
      const rows = counts.all() as { state: JobState; n: number }[];
      return Object.fromEntries(rows.map(({ state, n }) => [state, n])) as Record<JobState, number>;
    },
    waitingBytes: () => (bytes.get() as { n: number }).n,
    previews: () => (previews.all() as { id: string }[]).map(({ id }) => id),
    surplus: (keep) => (surplus.all(keep) as { id: string }[]).map(({ id }) => id),
    remove(id) {
      const row = graphOf.get(id) as { number: number; graph: string } | undefined;
      if (!row) return [];
      const files = (ownFiles.all(row.number) as { file: string }[]).map(({ file }) => file);
      dropResults.run(row.number);
      dropUses.run(row.number);
      dropJob.run(row.number);
      dropGraph.run(row.graph);
      return files;
    },
    addResults(job, files) {
      for (const file of files) insertResult.run(job.number, file);
    },
  };
}

/** Ids of the files that a text names by their references. */
const filesIn = (text: string): Set<string> => new Set(text.match(/\b[0-9a-f]{64}(?=\/)/g));

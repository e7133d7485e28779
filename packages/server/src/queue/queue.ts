import { randomUUID } from 'node:crypto';
import { MoodwireError, messageOf, type RunEvent, type Value } from '@moodwire/engine';
import { type Db, openDatabase } from './database.js';
import { createEventLog, type EventLog, type NewEvent } from './event-log.js';
import { createGraphMemory } from './graph-memory.js';
import { isOver, type Job, type JobRequest, type JobState, type WholeJob } from './job.js';
import { createJobTable, type JobFilter } from './job-table.js';
import { type Ending, type Performer, performJob } from './perform-job.js';
import { sweepStaging } from './staging.js';
import { createThrottle } from './throttle.js';

export type QueueOptions = {
  /** Where the database lies. */
  readonly folder: string;
  readonly performer: Performer;
  /** How many jobs run at once; the engine shares its devices and threads among them. */
  readonly parallel: number;
  /** How many jobs may wait. */
  readonly mostWaiting: number;
  /** How many ended jobs are kept. */
  readonly history: number;
  /** How many of the newest events are kept. */
  readonly keepEvents?: number;
  /** How long a preview is kept after its end; 60 seconds unless given. */
  readonly keepPreviewsMs?: number;
  readonly onTrouble: (message: string) => void;
  /** Pictures on the way, which are not kept. */
  readonly onPreview?: (job: string, node: string, value: Value) => void;
};

export type Queue = {
  readonly events: EventLog;
  /**
   * Takes a job, which is stored when this returns. Throws `QueueFullError`, or `MoodwireError` for an id that another
   * job has.
   */
  submit(request: JobRequest): Job;
  get(id: string): Job | undefined;
  whole(id: string): WholeJob | undefined;
  list(filter: JobFilter): string;
  waiting(limit: number): readonly Job[];
  count(): Readonly<Record<JobState, number>>;
  /** Stops a job, or takes it out of the line. One that is over stays as it is. */
  cancel(id: string): Job | undefined;
  /** Another job that does the same. */
  retry(id: string): Job | undefined;
  /** Changes a waiting job's turn. Throws `MoodwireError` for one that no longer waits. */
  move(id: string, to: { readonly priority: number } | 'first' | 'last' | { readonly before: string }): Job | undefined;
  /** Forgets a job and its results; one that is not over is cancelled first. */
  remove(id: string): Promise<boolean>;
  /** Settles once a job is over, with what it came to. */
  ended(id: string, signal?: AbortSignal): Promise<Job | undefined>;
  /** Takes no more jobs, waits for those that run, and gives back those that are not done in time. */
  close(graceMs: number): Promise<void>;
};

/** No more jobs can wait. */
export class QueueFullError extends MoodwireError {
  override readonly name = 'QueueFullError';
}

/** A job that was running whenever the server died is not begun again for ever. */
const MOST_ATTEMPTS = 3;
const MOST_WAITING_BYTES = 256 * 2 ** 20;
const KEEP_EVENTS = 200_000;
const KEEP_PREVIEWS_MS = 60_000;
/** What a preview has of priority unless it is given: the most that there is. */
const PREVIEW_PRIORITY = 1000;
const RETRY_MS = 1000;
/** How many ended jobs there may be beyond the history before they are taken away together. */
const SLACK = 32;

type Running = { readonly abort: AbortController; readonly done: Promise<void> };

/** The line of jobs and what became of them, in a database that survives the process. One process may have it open. */
export function openQueue(options: QueueOptions): Queue {
  const database: Db = openDatabase(options.folder);
  const { performer, onTrouble } = options;
  const events = createEventLog(database, { keep: options.keepEvents ?? KEEP_EVENTS, onTrouble });
  const memory = createGraphMemory();
  const table = createJobTable(database, memory);
  const running = new Map<string, Running>();
  const waiters = new Map<string, Set<() => void>>();
  let isClosing = false;
  let sinceSweep = SLACK;
  let pumping: NodeJS.Immediate | undefined;

  /** Writes a job's new state and says it, both or neither. */
  function change(job: Job, alsoWrite: () => void = () => {}): void {
    events.write(() => {
      table.update(job);
      alsoWrite();
      return [jobEvent(job)];
    });
    if (!isOver(job.state)) return;
    settle(job.id);
    if (job.isPreview) {
      const soon = setTimeout(() => isClosing || forgetOld(job.id), options.keepPreviewsMs ?? KEEP_PREVIEWS_MS);
      soon.unref();
    }
  }

  function forgetOld(id: string): void {
    forget(id).catch((error) => onTrouble(`an old job can't be forgotten: ${messageOf(error)}`));
  }

  function settle(id: string): void {
    for (const wake of waiters.get(id) ?? []) wake();
    waiters.delete(id);
    if (++sinceSweep < SLACK) return;
    sinceSweep = 0;
    for (const old of table.surplus(options.history)) forgetOld(old);
  }

  async function forget(id: string): Promise<boolean> {
    let files: readonly string[] = [];
    let wasThere = false;
    events.write(() => {
      wasThere = table.get(id) !== undefined;
      files = table.remove(id);
      events.forget(id);
      return wasThere ? [{ job: id, event: { event: 'job', state: 'deleted' } }] : [];
    });
    // The same bytes may have been uploaded too.
    const isResult = async (file: string) => (await performer.files.get(file))?.origin === 'result';
    await Promise.all(files.map(async (file) => (await isResult(file)) && performer.files.remove(file)));
    return wasThere;
  }

  function pump(): void {
    pumping ??= setImmediate(() => {
      pumping = undefined;
      try {
        while (!isClosing && running.size <= options.parallel) {
          // Somebody waits for a preview in front of the screen: there is room for one beside all others.
          const job = running.size < options.parallel ? table.next() : table.nextPreview();
          if (!job) return;
          begin(job);
        }
      } catch (error) {
        onTrouble(`no job can be begun, which is tried again: ${messageOf(error)}`);
        setTimeout(pump, RETRY_MS).unref();
      }
    });
  }

  function begin(waiting: Job): void {
    const whole = table.whole(waiting.id)!;
    const job: Job = { ...waiting, state: 'running', attempts: waiting.attempts + 1, started: Date.now() };
    change(job);
    const abort = new AbortController();
    const throttle = createThrottle((event) => events.append({ job: job.id, event }));
    const onEvent = (event: RunEvent): void => {
      if (event.event === 'preview') options.onPreview?.(job.id, event.node, event.value);
      else if (event.event !== 'cancelled') throttle(event);
    };
    const work = performJob(performer, { ...whole, ...job }, abort.signal, onEvent);
    const done = work
      .then((ending) => end(job, ending, abort.signal))
      .finally(() => {
        running.delete(job.id);
        pump();
      });
    running.set(job.id, { abort, done });
  }

  async function end(job: Job, ending: Ending, signal: AbortSignal): Promise<void> {
    const { files, ...rest } = ending;
    const isGivenBack = ending.state === 'cancelled' && signal.reason === GIVEN_BACK;
    const { started: _, ...unstarted } = job;
    const ended: Job = isGivenBack
      ? { ...unstarted, state: 'queued', attempts: job.attempts - 1 }
      : { ...job, ...rest, ended: Date.now() };
    for (;;) {
      try {
        // It may have been given another priority, or been forgotten, on the way.
        if (table.get(job.id)) change(ended, () => table.addResults(ended, files));
        return;
      } catch (error) {
        onTrouble(`the end of job ${job.id} can't be stored, and is tried again: ${messageOf(error)}`);
        if (isClosing) return; // it runs again, from the cache, when the server is back
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  function recover(): void {
    // Nobody looks at them any more.
    for (const preview of table.previews()) forgetOld(preview);
    for (const job of table.running()) {
      if (job.attempts < MOST_ATTEMPTS) {
        const { started: _, ...rest } = job;
        change({ ...rest, state: 'queued' });
      } else {
        const message = `the server ended ${job.attempts} times while this job ran; it is not begun again`;
        change({ ...job, state: 'failed', ended: Date.now(), failures: [{ node: '', message }] });
      }
    }
  }

  function submit(request: JobRequest): Job {
    const { graph, inputs = {}, targets, id = randomUUID(), name, retryOf, meta, isPreview = false } = request;
    const { priority = isPreview ? PREVIEW_PRIORITY : 0 } = request;
    if (isClosing) throw new QueueFullError('the server is stopping: ask again once it is back');
    const kept = memory.textOf(graph);
    const asked = { inputs, ...(targets && { targets }) };
    const known = request.id === undefined ? undefined : table.whole(id);
    if (known) {
      const isSame =
        memory.textOf(known.graph).digest === kept.digest &&
        JSON.stringify([known.inputs, known.targets]) === JSON.stringify([inputs, targets]);
      if (isSame) return table.get(id)!;
      throw new MoodwireError(`there is another job ${id}: give each job an id of its own, or none`);
    }
    const { queued } = table.count();
    if (queued >= options.mostWaiting || table.waitingBytes() + kept.text.length > MOST_WAITING_BYTES) {
      throw new QueueFullError(`${queued} jobs wait, and no more can: ask again when some are done`);
    }
    const title = graph.title?.slice(0, 200);
    const facts = {
      ...(title !== undefined && { title }),
      ...(name !== undefined && { name }),
      ...(retryOf !== undefined && { retryOf }),
      ...(meta !== undefined && { meta }),
      ...(isPreview && { isPreview }),
    };
    const fresh = { id, state: 'queued', priority, created: Date.now(), attempts: 0, ...facts } as const;
    try {
      events.write(() => [jobEvent(table.add(fresh, asked, kept))]);
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      throw new QueueFullError('the disk of the data folder is full: make room, and ask again', { cause: error });
    }
    pump();
    return table.get(id)!;
  }

  void sweepStaging(performer.staging);
  recover();
  pump();

  return {
    events,
    submit,
    get: (id) => table.get(id),
    whole: (id) => table.whole(id),
    list: (filter) => table.list(filter),
    waiting: (limit) => table.waiting(limit),
    count: () => table.count(),
    cancel(id) {
      const job = table.get(id);
      if (job?.state === 'queued') change({ ...job, state: 'cancelled', ended: Date.now() });
      running.get(id)?.abort.abort();
      return table.get(id);
    },
    retry(id) {
      const job = table.whole(id);
      if (!job) return undefined;
      const { graph, inputs, targets, priority, name, meta, isPreview } = job;
      return submit({
        graph,
        inputs,
        priority,
        retryOf: id,
        ...(targets && { targets }),
        ...(name !== undefined && { name }),
        ...(meta !== undefined && { meta }),
        ...(isPreview && { isPreview }),
      });
    },
    move(id, to) {
      const job = table.get(id);
      if (!job) return undefined;
      if (job.state !== 'queued') {
        throw new MoodwireError(`job ${id} is ${job.state}: only a job that waits can be given another turn`);
      }
      if (typeof to === 'object' && 'before' in to && table.get(to.before)?.state !== 'queued') {
        throw new MoodwireError(`no job ${to.before} waits: name one that does`);
      }
      events.write(() => {
        table.move(job, to);
        return [jobEvent(table.get(id)!)];
      });
      return table.get(id);
    },
    async remove(id) {
      this.cancel(id);
      await running.get(id)?.done;
      return forget(id);
    },
    async ended(id, signal) {
      for (;;) {
        const job = table.get(id);
        if (!job || isOver(job.state) || signal?.aborted) return job;
        await new Promise<void>((resolve) => {
          const wake = (): void => {
            waiters.get(id)?.delete(wake);
            signal?.removeEventListener('abort', wake);
            resolve();
          };
          waiters.set(id, (waiters.get(id) ?? new Set()).add(wake));
          signal?.addEventListener('abort', wake, { once: true });
        });
      }
    },
    async close(graceMs) {
      isClosing = true;
      clearImmediate(pumping);
      const all = Promise.allSettled([...running.values()].map(({ done }) => done));
      const late = setTimeout(() => {
        for (const { abort } of running.values()) abort.abort(GIVEN_BACK);
      }, graceMs);
      await all;
      clearTimeout(late);
      events.close();
      database.close();
    },
  };
}

const isDiskFull = (error: unknown): boolean => /^SQLITE_FULL/.test((error as { code?: string }).code ?? '');

const GIVEN_BACK = Symbol('given back');

/** What is said of a job whose state is new. */
const jobEvent = ({ id, ...job }: Job): NewEvent => ({ job: id, event: { event: 'job', ...job } });

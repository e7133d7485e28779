import { type Db, inTransaction } from './database.js';

/** An event as it is kept: `text` is its JSON, which holds `seq`, `job` and `at` (milliseconds since 1970) too. */
type LoggedEvent = { readonly seq: number; readonly job: string; readonly text: string };

export type NewEvent = { readonly job: string; readonly event: object };

export type EventLog = {
  /** The newest sequence number, and the oldest that is still kept. */
  readonly newest: number;
  readonly oldest: number;
  /** Keeps an event; it can be read once this turn of the event loop is over. */
  append(event: NewEvent): void;
  /** Makes a change of the database and keeps what there is to say of it, which `change` gives: both or neither. */
  write(change: () => readonly NewEvent[]): void;
  /** Events after a sequence number, oldest first, at most `limit`; of one job, if given. */
  read(after: number, options?: { readonly job?: string; readonly limit?: number }): readonly LoggedEvent[];
  /** Settles when there is something after `seq`, or when `signal` aborts. */
  changed(seq: number, signal: AbortSignal): Promise<void>;
  /** Forgets the events of a job. */
  forget(job: string): void;
  close(): void;
};

/** How many of the newest events are also in memory, for all who follow. */
const TAIL = 4096;
const RETRY_MS = 1000;

/**
 * One ordered stream of what happens to all jobs. Each event has a number that is never used again, also after the
 * process was killed: nobody is told of an event before it is stored.
 */
export function createEventLog(
  database: Db,
  options: { readonly keep: number; onTrouble(message: string): void },
): EventLog {
  const insert = database.prepare('insert into events (seq, job, text) values (?, ?, ?)');
  const readAll = database.prepare('select seq, job, text from events where seq > ? order by seq limit ?');
  const readJob = database.prepare('select seq, job, text from events where job = ? and seq > ? order by seq limit ?');
  const trim = database.prepare('delete from events where seq <= ?');
  const drop = database.prepare('delete from events where job = ?');
  const one = (sql: string) => (database.prepare(sql).get() as { n: number | null } | undefined)?.n;

  let newest = one("select seq as n from sqlite_sequence where name = 'events'") ?? 0;
  let oldest = one('select min(seq) as n from events') ?? newest + 1;
  let tail: LoggedEvent[] = [];
  let pending: (NewEvent & { readonly at: number })[] = [];
  let timer: NodeJS.Timeout | NodeJS.Immediate | undefined;
  let isTroubled = false;
  let isClosed = false;
  const waiting = new Set<() => void>();
  const wakeAll = (): void => {
    for (const wake of waiting) wake();
  };

  function store(change: () => readonly NewEvent[]): void {
    const logged: LoggedEvent[] = [];
    let kept = oldest - 1;
    inTransaction(database, () => {
      const now = Date.now();
      for (const { job, event, at } of [...pending, ...change().map((event) => ({ ...event, at: now }))]) {
        const seq = newest + logged.length + 1;
        const text = JSON.stringify({ seq, job, at, ...event });
        insert.run(seq, job, text);
        logged.push({ seq, job, text });
      }
      const surplus = newest + logged.length - options.keep;
      // A little at a time would cost each event as much as many at once.
      if (surplus - kept > options.keep / 16) {
        trim.run(surplus);
        kept = surplus;
      }
    });
    pending = [];
    newest += logged.length;
    oldest = kept + 1;
    for (const event of logged) tail.push(event);
    if (tail.length > 2 * TAIL) tail = tail.slice(-TAIL);
    wakeAll();
  }

  function flush(): void {
    timer = undefined;
    if (pending.length === 0 || isClosed) return;
    try {
      store(() => []);
      isTroubled = false;
    } catch (error) {
      if (!isTroubled) options.onTrouble(`events can't be stored, and wait: ${(error as Error).message}`);
      isTroubled = true;
      timer = setTimeout(flush, RETRY_MS);
    }
  }

  return {
    get newest() {
      return newest;
    },
    get oldest() {
      return oldest;
    },
    append({ job, event }) {
      pending.push({ job, event, at: Date.now() });
      timer ??= setImmediate(flush);
    },
    write: store,
    read(after, { job, limit = 500 } = {}) {
      const first = tail[0]?.seq ?? newest + 1;
      if (after < first - 1) {
        return (job === undefined ? readAll.all(after, limit) : readJob.all(job, after, limit)) as LoggedEvent[];
      }
      const found: LoggedEvent[] = [];
      for (let i = placeAfter(tail, after); i < tail.length && found.length < limit; i++) {
        if (job === undefined || tail[i]!.job === job) found.push(tail[i]!);
      }
      return found;
    },
    async changed(seq, signal) {
      while (newest <= seq && !isClosed && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const wake = (): void => {
            waiting.delete(wake);
            signal.removeEventListener('abort', wake);
            resolve();
          };
          waiting.add(wake);
          signal.addEventListener('abort', wake);
        });
      }
    },
    forget(job) {
      drop.run(job);
      tail = tail.filter((event) => event.job !== job);
    },
    close() {
      if (pending.length > 0) flush();
      isClosed = true;
      clearImmediate(timer as NodeJS.Immediate);
      clearTimeout(timer as NodeJS.Timeout);
      wakeAll();
    },
  };
}

/** Where the first event after `seq` stands. */
function placeAfter(events: readonly LoggedEvent[], seq: number): number {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (events[middle]!.seq <= seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

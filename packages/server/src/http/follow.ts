import { isOver } from '../queue/job.js';
import type { Context } from './context.js';

/** Which events somebody wants. */
export type Wish = {
  /** Those after this sequence number; those from now on unless given. */
  readonly after?: number | undefined;
  /** Those of this job, until it is over. */
  readonly job?: string | undefined;
};

/** Where the events go. */
export type Outlet = {
  send(text: string, seq?: number): void;
  /** Is there as much on its way as may be? */
  isSlow(): boolean;
  /** Settles when there is room again, or when `signal` aborts. */
  drained(signal: AbortSignal): Promise<unknown>;
};

/**
 * Sends events to one who watches, each once and in order, until `signal` aborts or the one job is over. A slow watcher
 * costs no memory: it gets what is stored, later.
 */
export async function follow(
  { queue, previews }: Pick<Context, 'queue' | 'previews'>,
  { after, job }: Wish,
  signal: AbortSignal,
  outlet: Outlet,
): Promise<void> {
  const log = queue.events;
  let at = after ?? log.newest;
  const tellMissed = (goOn: number): void => {
    outlet.send(JSON.stringify({ event: 'missed', after: at, oldest: log.oldest, newest: log.newest }));
    at = goOn;
  };
  if (at > log.newest) tellMissed(log.newest); // its numbers are of another database
  const forget = previews.watch((preview) => {
    if ((job === undefined || preview.job === job) && !outlet.isSlow()) outlet.send(preview.text);
  });
  try {
    while (!signal.aborted) {
      // Seen before reading: what it says last is then among what is read.
      const state = job === undefined ? undefined : queue.get(job)?.state;
      const newest = log.newest;
      // Whoever asks for too old ones, or is too slow, is told so. One job's own events may begin anywhere.
      if (job === undefined && at + 1 < log.oldest) tellMissed(log.oldest - 1);
      const events = log.read(at, { ...(job !== undefined && { job }) });
      for (const { text, seq } of events) {
        outlet.send(text, seq);
        at = seq;
        if (outlet.isSlow()) await outlet.drained(signal);
        if (signal.aborted) return;
      }
      if (events.length > 0) continue;
      if (job !== undefined && (state === undefined || isOver(state))) return;
      at = Math.max(at, newest);
      await log.changed(newest, signal);
    }
  } finally {
    forget();
  }
}

import type { Job } from '../api/api.js';

/**
 * Puts a job's new state into a list of jobs, the newest first. One that is older than all of a list that goes on is left
 * out: it comes when older ones are loaded.
 */
export function placeJob(list: readonly Job[], job: Job, isComplete: boolean): readonly Job[] {
  const at = list.findIndex(({ number }) => number <= job.number);
  if (at === -1) return isComplete || list.length === 0 ? [...list, job] : list;
  return list[at]!.id === job.id ? list.with(at, job) : list.toSpliced(at, 0, job);
}

/** The list without a job; the same list where it is not in it. */
export function withoutJob(list: readonly Job[], id: string): readonly Job[] {
  return list.some((job) => job.id === id) ? list.filter((job) => job.id !== id) : list;
}

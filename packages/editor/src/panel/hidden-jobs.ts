import { api, type Job } from '../api/api.js';
import type { Jobs } from '../run/jobs.js';
import { createStore } from '../store/store.js';
import type { Toasts } from '../toast/toasts.js';

/** Jobs that are about to be deleted: they are shown no more, and still there while that can be undone. */
export const hiddenJobs = createStore<ReadonlySet<string>>(new Set());

/** Deletes jobs once their toast is gone, unless it was undone. */
export function deleteJobs(
  ids: readonly string[],
  { toasts, jobs }: { readonly toasts: Toasts; readonly jobs: Pick<Jobs, 'refresh'> },
  said: { readonly text: string; readonly undo: string },
): void {
  let isUndone = false;
  const show = (): void => hiddenJobs.set((now) => new Set([...now].filter((id) => !ids.includes(id))));
  hiddenJobs.set((now) => new Set([...now, ...ids]));
  toasts.show({
    tone: 'plain',
    text: said.text,
    action: {
      label: said.undo,
      run() {
        isUndone = true;
        show();
      },
    },
    async onGone() {
      if (isUndone) return;
      const results = await Promise.allSettled(ids.map((id) => api.removeJob(id)));
      const failed = results.find((result) => result.status === 'rejected');
      if (failed) toasts.show({ tone: 'error', text: String((failed.reason as Error).message) });
      await jobs.refresh().catch(() => {});
      show();
    },
  });
}

/** The jobs of a list that are not about to be deleted. */
export const shownJobs = (jobs: readonly Job[], hidden: ReadonlySet<string>): readonly Job[] =>
  hidden.size === 0 ? jobs : jobs.filter(({ id }) => !hidden.has(id));

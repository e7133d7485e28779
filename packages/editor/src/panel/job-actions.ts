import { api, type Job } from '../api/api.js';
import type { Editor } from '../editor/editor.js';
import type { Words } from '../words/words.js';

export const jobTitle = ({ title, name, number }: Job, words: Words['run']): string =>
  title ?? name ?? words.job(number);

/** Tells of a request that failed. */
export const tellFailure =
  ({ toasts }: Pick<Editor, 'toasts'>) =>
  (error: unknown): void =>
    toasts.show({ tone: 'error', text: error instanceof Error ? error.message : String(error) });

/** Runs what a job ran once more. */
export async function runAgain(editor: Editor, job: Job, said: string): Promise<void> {
  try {
    await api.retry(job.id);
    editor.toasts.show({ tone: 'ok', text: said });
  } catch (error) {
    tellFailure(editor)(error);
  }
}

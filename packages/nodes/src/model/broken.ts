import { MoodwireError } from '@moodwire/engine';

/** What is wrong with a file of a model, as one sentence with what to do. */
export function broken(model: string, file: string, what: string, remedy = 'install the model again'): MoodwireError {
  return new MoodwireError(`model "${model}": ${file} ${what}; ${remedy}`);
}

/** Does `work` with a file of a model. Whatever a library throws on the way becomes one sentence about that file. */
export async function understood<T>(
  model: string,
  file: string,
  what: string,
  work: () => T | Promise<T>,
  remedy?: string,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw broken(model, file, `${what} (${reason(error)})`, remedy);
  }
}

/** The code of an error of the system, else the first line of its message: libraries add pages of their own insides. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('errno' in error && 'code' in error) return String(error.code);
  return error.message.split('\n', 1)[0]!.slice(0, 200);
}

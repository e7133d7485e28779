import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { MoodwireError, messageOf } from '@moodwire/engine';
import { codePlace } from '../failure/code-place.js';

/** What a module exports. */
export type Exports = Readonly<Record<string, unknown>>;

export type LoadOptions = {
  /** How long a module may take to load, in milliseconds. */
  readonly patience: number;
  /** Told of what is thrown meanwhile and waited for by nobody, which may be of a module that came before. */
  onStray(message: string): void;
  /** Told when the module ends the process instead of loading. */
  onExit(): void;
};

/**
 * Imports a program of somebody else. Throws `MoodwireError` with what is wrong when it throws or does not come to
 * an end; what it leaves waiting then is left behind.
 */
export async function loadModule(file: string, options: LoadOptions): Promise<Exports> {
  const stray = (error: unknown): void => options.onStray(`${messageOf(error)}${placeOf(error)}`);
  process.on('uncaughtException', stray);
  process.on('unhandledRejection', stray);
  process.once('exit', options.onExit);
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<undefined>((resolve) => {
      timer = globalThis.setTimeout(resolve, options.patience, undefined);
    });
    const exported: Exports | undefined = await Promise.race([import(pathToFileURL(file).href), late]);
    if (exported === undefined) {
      const seconds = options.patience / 1000;
      throw new MoodwireError(
        `it has not loaded in ${seconds} s; do what takes long in a node's \`run\`, not on loading`,
      );
    }
    await setTimeout(2); // what it has thrown without being waited for is heard of by now
    return exported;
  } catch (error) {
    if (error instanceof MoodwireError) throw error;
    throw new MoodwireError(`loading it fails: ${messageOf(error)}${placeOf(error) || lookUp(error, file)}`, {
      cause: error,
    });
  } finally {
    clearTimeout(timer);
    process.off('uncaughtException', stray);
    process.off('unhandledRejection', stray);
    process.off('exit', options.onExit);
  }
}

/** Node tells the line of a misspelling only to the terminal. */
const lookUp = (error: unknown, file: string): string =>
  error instanceof SyntaxError ? `; \`node ${file}\` shows the line` : '';

/** The line that an error is from, where it says so. */
function placeOf(error: unknown): string {
  const place = codePlace(error);
  return place === undefined ? '' : ` (${place.text})`;
}

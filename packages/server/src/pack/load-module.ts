import { setImmediate } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { MoodwireError, messageOf } from '@moodwire/engine';

/** What a module exports. */
export type Exports = Readonly<Record<string, unknown>>;

export type LoadOptions = {
  /** How long a module may take to load, in milliseconds. */
  readonly patience: number;
  /** Told when the module ends the process instead of loading. */
  onExit(): void;
};

/**
 * Imports a program of somebody else. Throws `MoodwireError` with what is wrong when it throws, be it a moment later, or
 * does not come to an end; what it leaves waiting then is left behind.
 */
export async function loadModule(file: string, options: LoadOptions): Promise<Exports> {
  const strays: unknown[] = [];
  const stray = (error: unknown): void => void strays.push(error);
  process.on('uncaughtException', stray);
  process.on('unhandledRejection', stray);
  process.once('exit', options.onExit);
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(resolve, options.patience, undefined);
    });
    const exported: Exports | undefined = await Promise.race([import(pathToFileURL(file).href), late]);
    if (exported === undefined) {
      const seconds = options.patience / 1000;
      throw new MoodwireError(
        `it has not loaded in ${seconds} s; do what takes long in a node's \`run\`, not on loading`,
      );
    }
    await setImmediate(); // what it threw without being waited for is heard of by now
    if (strays.length > 0) throw strays[0];
    return exported;
  } catch (error) {
    if (error instanceof MoodwireError) throw error;
    throw new MoodwireError(`loading it fails: ${messageOf(error)}${placeOf(error)}`, { cause: error });
  } finally {
    clearTimeout(timer);
    process.off('uncaughtException', stray);
    process.off('unhandledRejection', stray);
    process.off('exit', options.onExit);
  }
}

/** The line that an error is from, where it says so. */
function placeOf(error: unknown): string {
  const place = error instanceof Error ? /file:\/\/[^\s()]+:\d+/.exec(String(error.stack))?.[0] : undefined;
  const [, url, line] = /^(.*?)((?::\d+)+)$/.exec(place ?? '') ?? [];
  return url === undefined ? '' : ` (${fileURLToPath(url)}${line})`;
}

import type { Engine } from '@moodwire/engine';
import { openEngine } from '../engine/open-engine.js';
import type { LoadedRegistry } from '../pack/load-registry.js';
import { CommandError, EXIT } from './exit.js';
import { tellError } from './say.js';
import { unheard } from './unheard.js';

/** Does `work` with an engine that is closed after it. Ctrl-C cancels; a second one ends the process at once. */
export async function withEngine(
  options: { readonly cache: boolean; readonly packs: LoadedRegistry },
  work: (engine: Engine, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const engine = openEngine({ ...options, onTrouble: (message) => tellError(message) });
  const abort = new AbortController();
  const interrupt = (): void => {
    if (abort.signal.aborted) process.exit(EXIT.cancelled);
    abort.abort(new CommandError('cancelled', EXIT.cancelled));
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    await work(engine, AbortSignal.any([abort.signal, unheard.signal]));
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    await engine.close();
  }
}

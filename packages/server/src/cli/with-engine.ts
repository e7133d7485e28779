import { createEngine, type Engine } from '@moodwire/engine';
import { createLocalDevice } from '../device/local-device.js';
import { modelRoots } from '../host/places.js';
import { registry } from '../host/registry.js';
import { CommandError, EXIT } from './exit.js';

/** Results kept between the runs of one command. */
const CACHE_BYTES = 256 * 2 ** 20;

/** Aborted when nobody reads any more what the command says, as after `… | head -1`. */
export const unheard = new AbortController();

/** Does `work` with an engine that is closed after it. Ctrl-C cancels; a second one ends the process at once. */
export async function withEngine(
  options: { readonly cache: boolean },
  work: (engine: Engine, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const device = createLocalDevice({ modelRoots: modelRoots() });
  const engine = createEngine({ registry, backend: device, cacheBytes: options.cache ? CACHE_BYTES : 0 });
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

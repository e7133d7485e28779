import { createEngine, type Engine, openStore } from '@moodwire/engine';
import { createLocalDevice } from '../device/local-device.js';
import { cacheFolder, modelRoots } from '../host/places.js';
import type { LoadedRegistry } from '../pack/load-registry.js';
import { CommandError, EXIT } from './exit.js';
import { tellError } from './say.js';
import { unheard } from './unheard.js';

/** Results kept in memory between the runs of one command; what lasts longer is on disk. */
const CACHE_BYTES = 256 * 2 ** 20;

/** Does `work` with an engine that is closed after it. Ctrl-C cancels; a second one ends the process at once. */
export async function withEngine(
  options: { readonly cache: boolean; readonly packs: LoadedRegistry },
  work: (engine: Engine, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const { registry, config } = options.packs;
  const device = createLocalDevice({ modelRoots: modelRoots(), ...(config ? { config } : {}) });
  const kept = options.cache
    ? { cacheBytes: CACHE_BYTES, store: openStore({ folder: cacheFolder(), onTrouble: tellError }) }
    : { cacheBytes: 0 };
  const engine = createEngine({ registry, backend: device, ...kept });
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

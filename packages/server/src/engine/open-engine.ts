import { createEngine, type Engine, openStore } from '@moodwire/engine';
import { createLocalDevice } from '../device/local-device.js';
import { cacheFolder, modelRoots } from '../host/places.js';
import type { LoadedRegistry } from '../pack/load-registry.js';

/** Results kept in memory between runs; what lasts longer is on disk. */
const CACHE_BYTES = 256 * 2 ** 20;

/** An engine with a device process of its own, which starts once it is needed, and the user's cache on disk, if wanted. */
export function openEngine(options: {
  readonly packs: LoadedRegistry;
  readonly cache: boolean;
  /** Told once, in a sentence for people, why results cannot be kept. */
  onTrouble(message: string): void;
}): Engine {
  const { registry, config } = options.packs;
  const device = createLocalDevice({ modelRoots: modelRoots(), ...(config ? { config } : {}) });
  const kept = options.cache
    ? { cacheBytes: CACHE_BYTES, store: openStore({ folder: cacheFolder(), onTrouble: options.onTrouble }) }
    : { cacheBytes: 0 };
  return createEngine({ registry, backends: [device], ...kept });
}

import { type Backend, createEngine, type Engine, openStore } from '@moodwire/engine';
import { createLocalDevice } from '../device/local-device.js';
import { cacheFolder, modelRoots } from '../host/places.js';
import type { LoadedRegistry } from '../pack/load-registry.js';

/** Results kept in memory between runs; what lasts longer is on disk. */
const CACHE_BYTES = 256 * 2 ** 20;

/** An engine with a device process of its own, which starts once it is needed, and the user's cache on disk, if wanted. */
export function openEngine(options: {
  readonly packs: LoadedRegistry;
  readonly cache: boolean;
  /** Others that run the networks; this machine's own device then stands in where none of them can be reached. */
  readonly backends?: readonly Backend[];
  /** Told once, in a sentence for people, why results cannot be kept. */
  onTrouble(message: string): void;
}): Engine {
  const { registry, config } = options.packs;
  const { backends = [] } = options;
  const own = createLocalDevice({ modelRoots: modelRoots(), ...(config ? { config } : {}) });
  const device = { ...near(own), ...(backends.length > 0 && { isFallback: true }) };
  const kept = options.cache
    ? { cacheBytes: CACHE_BYTES, store: openStore({ folder: cacheFolder(), onTrouble: options.onTrouble }) }
    : { cacheBytes: 0 };
  return createEngine({ registry, backends: [...backends, device], ...kept });
}

/** This process has the same models, and starts another only once there is something to run. */
function near({ fingerprint: _, ready: __, ...rest }: Backend): Backend {
  return rest;
}

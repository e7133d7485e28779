import { createRegistry, type Registry } from '@moodwire/engine';
import { packs } from '@moodwire/nodes';

/** The nodes that ship with the app. `loadRegistry` adds those of a user's own packs. */
export const registry: Registry = createRegistry(packs);

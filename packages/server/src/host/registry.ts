import { createRegistry, type Registry } from '@moodwire/engine';
import { packs } from '@moodwire/nodes';

/** The nodes that ship with the app. */
export const registry: Registry = createRegistry(packs);

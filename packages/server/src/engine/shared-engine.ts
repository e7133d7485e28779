import { createResources, type Engine, type Registry, type Resources } from '@moodwire/engine';
import { registry } from '../host/registry.js';
import { type LoadedRegistry, loadRegistry } from '../pack/load-registry.js';
import { openEngine } from './open-engine.js';

/** Whose nodes are known: `true` for the packs of the nearest moodwire.config.mjs, a path for those of that config. */
export type Packs = boolean | string;

export type SharedEngine = { readonly engine: Engine; readonly registry: Registry; readonly resources: Resources };

const registries = new Map<Packs, Promise<LoadedRegistry>>();
const engines = new Map<string, Promise<SharedEngine>>();

/** The nodes that this process knows, read once. What is wrong with packs is a warning, and stops nothing. */
export function sharedRegistry(packs: Packs): Promise<LoadedRegistry> {
  const known = registries.get(packs);
  if (known) return known;
  const loading = packs === false ? Promise.resolve({ registry }) : loadPacks(packs);
  registries.set(packs, loading);
  return loading;
}

async function loadPacks(packs: true | string): Promise<LoadedRegistry> {
  const loaded = await loadRegistry(packs === true ? {} : { config: packs });
  for (const problem of loaded.registry.problems) warn(problem);
  return loaded;
}

/** The engine that all runs of this process share which want the same packs, with or without a cache. */
export function sharedEngine(packs: Packs, cache: boolean): Promise<SharedEngine> {
  const key = JSON.stringify([packs, cache]);
  const known = engines.get(key);
  if (known) return known;
  const opening = sharedRegistry(packs).then((loaded) => ({
    engine: openEngine({ packs: loaded, cache, onTrouble: warn }),
    registry: loaded.registry,
    resources: createResources(),
  }));
  engines.set(key, opening);
  return opening;
}

/**
 * Cancels what runs, waits for what is being stored, and ends the device process. No program needs it: an engine that is
 * idle keeps no process from ending. A later run opens another.
 */
export async function close(): Promise<void> {
  const open = [...engines.values()];
  engines.clear();
  await Promise.all(open.map(async (shared) => (await shared).engine.close()));
}

const warn = (message: string): void => process.emitWarning(message, 'MoodwireWarning');

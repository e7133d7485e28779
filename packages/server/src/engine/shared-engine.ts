import { createResources, type Engine, type Registry, type Resources } from '@moodwire/engine';
import { type BackendOptions, connectBackends } from '../backend/connect-backend.js';
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

export type EngineChoice = BackendOptions & { readonly packs: Packs; readonly cache: boolean };

/**
 * The engine that all runs of this process share which want the same packs and backends, with or without a cache. Throws
 * `MoodwireError` for a backend that can't be reached; the next run tries again.
 */
export function sharedEngine(choice: EngineChoice): Promise<SharedEngine> {
  const { packs, cache, backends = [], token, ca, insecure = false } = choice;
  const key = JSON.stringify([packs, cache, backends, token ?? '', ca ?? '', insecure]);
  const known = engines.get(key);
  if (known) return known;
  const opening = open(choice);
  engines.set(key, opening);
  opening.catch(() => {
    if (engines.get(key) === opening) engines.delete(key);
  });
  return opening;
}

async function open({ packs, cache, ...where }: EngineChoice): Promise<SharedEngine> {
  const [loaded, backends] = await Promise.all([sharedRegistry(packs), connectBackends({ ...where, cache }, warn)]);
  return {
    engine: openEngine({ packs: loaded, cache, backends, onTrouble: warn }),
    registry: loaded.registry,
    resources: createResources(),
  };
}

/**
 * Cancels what runs, waits for what is being stored, and ends the device process and the sessions with backends. No program needs it: an engine that is
 * idle keeps no process from ending. A later run opens another.
 */
export async function close(): Promise<void> {
  const opened = await Promise.allSettled(engines.values());
  engines.clear();
  await Promise.all(opened.map(async (one) => one.status === 'fulfilled' && one.value.engine.close()));
}

// A program that has come to its end says goodbye: a backend need not wait for it to come back.
process.on('beforeExit', () => {
  if (engines.size > 0) void close();
});

const warn = (message: string): void => process.emitWarning(message, 'MoodwireWarning');

import { dirname, resolve } from 'node:path';
import { createRegistry, messageOf, type Pack, type Registry } from '@moodwire/engine';
import { packs as shipped } from '@moodwire/nodes';
import { findConfig } from './find-config.js';
import type { LoadOptions } from './load-module.js';
import { loadPack, named } from './load-pack.js';
import { readConfig } from './read-config.js';

/** How long a pack may take to load. */
const PATIENCE_MS = 10_000;

export type RegistryOptions = {
  /** A config file, or false for none; unless given, moodwire.config.mjs in `folder` or the nearest folder above. */
  readonly config?: string | false | undefined;
  /** Where to look for a config; the current folder unless given. */
  readonly folder?: string;
  /** How many milliseconds each pack may take to load; 10 seconds unless given. */
  readonly patience?: number;
};

export type LoadedRegistry = {
  /** The shipped nodes and those of the packs. Its `problems` say what is wrong with the config and the packs. */
  readonly registry: Registry;
  /** The config that a device loads too, to run nodes of these packs; absent when none of them runs there. */
  readonly config?: string;
};

/** The shipped nodes with those of the packs that a config names. Never throws: what is wrong is left out and told of. */
export async function loadRegistry(options: RegistryOptions = {}): Promise<LoadedRegistry> {
  const found = options.config === undefined ? findConfig(options.folder) : undefined;
  const file = options.config ? resolve(options.config) : found && 'file' in found ? found.file : undefined;
  if (file === undefined) {
    const registry = createRegistry(shipped);
    return { registry: found && 'problem' in found ? withProblems(registry, [found.problem]) : registry };
  }
  const problems: string[] = [];
  const outside = await loadPacks(file, options.patience ?? PATIENCE_MS, problems);
  const registry = createRegistry([...shipped, ...outside]);
  const ours = new Set(shipped.flatMap(({ nodes }) => nodes.map(({ type }) => type)));
  const runsThere = registry.types.some((type) => !ours.has(type) && registry.get(type)?.runsOn === 'backend');
  return { registry: withProblems(registry, problems), ...(runsThere ? { config: file } : {}) };
}

const withProblems = (registry: Registry, more: readonly string[]): Registry => ({
  ...registry,
  problems: [...more, ...registry.problems],
});

/** One after the other, so that what goes wrong is told of the right one. */
async function loadPacks(file: string, patience: number, problems: string[]): Promise<Pack[]> {
  const packs: Pack[] = [];
  const seen = new Set<unknown>();
  /** Does `work`, and tells of what goes wrong with it, be it that it ends this process. */
  async function guarded<T>(what: string, work: (options: LoadOptions) => Promise<T>): Promise<T | undefined> {
    const onStray = (message: string): void => {
      problems.push(`${what}: while it loads, an error is thrown that nothing catches: ${message}`);
    };
    const onExit = (): void => {
      process.exitCode = 3; // as of any run that failed
      process.stderr.write(`moodwire: ${what}: it ends the process on loading; take its process.exit() out\n`);
    };
    try {
      return await work({ patience, onStray, onExit });
    } catch (error) {
      problems.push(`${what}: ${messageOf(error)}`);
      return undefined;
    }
  }
  const entries = (await guarded(`config ${file}`, (given) => readConfig(file, given))) ?? [];
  for (const [at, entry] of entries.entries()) {
    if (seen.has(entry)) problems.push(`config ${file}: pack number ${at + 1} is named before; name it once`);
    else if (typeof entry === 'string') {
      const pack = await guarded(`pack ${entry}`, (given) => loadPack(entry, dirname(file), given));
      if (pack) packs.push(pack);
    } else if (typeof entry === 'object' && entry !== null) {
      const name = `number ${at + 1} of ${file}`;
      const pack = await guarded(`pack ${name}`, async () => named(name, entry));
      if (pack) packs.push(pack);
    } else problems.push(`config ${file}: pack number ${at + 1} is no text; expected a path or the name of a package`);
    seen.add(entry);
  }
  return packs;
}

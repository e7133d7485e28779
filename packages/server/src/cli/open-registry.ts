import { Console } from 'node:console';
import { type LoadedRegistry, loadRegistry } from '../pack/load-registry.js';
import { tellError } from './say.js';

/** `--config FILE` or `--no-config`, which every command takes that knows nodes. */
export type ConfigFlag = { readonly config?: string | false };

/** The nodes that a command knows. What is wrong with packs is said once, on standard error, and stops nothing. */
export async function openRegistry(flags: ConfigFlag): Promise<LoadedRegistry> {
  // What a pack logs must not get into the app's own results.
  globalThis.console = new Console(process.stderr, process.stderr);
  const loaded = await loadRegistry({ config: flags.config });
  for (const problem of loaded.registry.problems) tellError(problem.replaceAll('\n', ' '));
  return loaded;
}

import { existsSync } from 'node:fs';
import { MoodwireError } from '@moodwire/engine';
import { type Exports, type LoadOptions, loadModule } from './load-module.js';
import { shareEngine } from './share-engine.js';

const EXAMPLE = "`export const packs = ['./my-nodes']`";

/** The packs that a config names, each a path, a package or a pack itself. Throws `MoodwireError` with what is wrong. */
export async function readConfig(file: string, options: LoadOptions): Promise<readonly unknown[]> {
  if (!existsSync(file)) throw new MoodwireError('there is no such file; correct the path, or leave --config out');
  shareEngine(file);
  const exported = await loadModule(file, options);
  const whole = exported['default'];
  const packs =
    exported['packs'] ?? (typeof whole === 'object' && whole !== null ? (whole as Exports)['packs'] : undefined);
  if (Array.isArray(packs)) return [...packs];
  const found = packs === undefined ? 'it exports no packs' : 'its packs are no list';
  throw new MoodwireError(`${found}; expected ${EXAMPLE}`);
}

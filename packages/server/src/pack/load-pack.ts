import { MoodwireError, type Pack } from '@moodwire/engine';
import { findEntry } from './entry-file.js';
import { type Exports, type LoadOptions, loadModule } from './load-module.js';
import { shareEngine } from './share-engine.js';

/** Loads the pack that a config in `folder` names. Throws `MoodwireError` with what is wrong. */
export async function loadPack(name: string, folder: string, options: LoadOptions): Promise<Pack> {
  const entry = findEntry(name, folder);
  if ('wrong' in entry) throw new MoodwireError(entry.wrong);
  shareEngine(entry.file);
  return readFaces(name, await loadModule(entry.file, options));
}

/** The pack among what a module exports: `pack`, or `nodes` alone; in CommonJS they may come as the default. */
function readFaces(name: string, exported: Exports): Pack {
  for (const face of [exported, exported['default']]) {
    if (!isObject(face)) continue;
    const { pack } = face as Exports;
    if (isObject(pack)) return named(name, pack);
    if (Array.isArray((face as Exports)['nodes'])) return named(name, face);
  }
  const found = Object.keys(exported).join(', ') || 'nothing';
  throw new MoodwireError(`it exports ${found}; expected \`export const pack = { name: 'film', nodes: [grain] }\``);
}

/** By its own name and by that in the config, so that whoever reads of a problem knows the line to look at. */
export function named(name: string, pack: object): Pack {
  const { name: own, nodes } = pack as Partial<Pack>;
  return { name: typeof own === 'string' && own !== name ? `${own} (${name})` : name, nodes: nodes as Pack['nodes'] };
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

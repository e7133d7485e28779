import { existsSync, statSync } from 'node:fs';
import { basename, dirname, extname, resolve } from 'node:path';
import { didYouMean, EMOTIONS, type Emotion, type Graph } from '@moodwire/engine';
import { CommandError, EXIT } from './exit.js';
import { readGraphFile } from './graph-file.js';
import { createReporter } from './reporter.js';
import { runGraph } from './run-graph.js';
import { withEngine } from './with-engine.js';

export type EditFlags = {
  readonly emotion: string;
  readonly strength: number;
  readonly seed: number;
  readonly out?: string;
  readonly force?: boolean;
  readonly strip?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
};

/** Formats that can be written under their own name; any other photo's edit becomes a PNG. */
const WRITTEN = ['.png', '.jpg', '.jpeg', '.webp', '.avif', '.tif', '.tiff'];

/** `moodwire edit`: the shipped affective-edit graph on each photo, its result beside the original. */
export async function editCommand(photos: readonly string[], flags: EditFlags): Promise<void> {
  if (!(EMOTIONS as readonly string[]).includes(flags.emotion)) {
    const hint = didYouMean(flags.emotion, EMOTIONS);
    throw new CommandError(`--emotion ${flags.emotion}: expected one of ${EMOTIONS.join(', ')}.${hint}`, EXIT.usage);
  }
  const { graph, folder } = await readGraphFile('affective-edit');
  const reporter = createReporter(flags);
  const failures: CommandError[] = [];
  await withEngine({ cache: true }, async (engine, signal) => {
    for (const photo of photos) {
      const input = resolve(photo);
      const target = targetPath(photo, flags, photos.length > 1);
      const run = {
        graph: aimSave(graph, target, flags),
        folder,
        granted: new Set([input, target]),
        inputs: { photo: input, emotion: flags.emotion, strength: flags.strength, seed: flags.seed },
      };
      try {
        const { outputs } = await runGraph(engine, run, reporter, signal);
        const source = outputs['source'] as Emotion;
        const file = String(outputs['file']);
        const felt = source.name === 'neutral' ? 'no clear emotion' : source.name;
        reporter.result(`${file}  (${felt} → ${flags.emotion})`, { event: 'output', name: 'image', file, source });
      } catch (error) {
        if (!(error instanceof CommandError) || error.code === EXIT.cancelled) throw error;
        failures.push(error);
        if (photos.length > 1) process.stderr.write(`moodwire: ${photo}: ${error.message}\n`);
      }
    }
  });
  if (photos.length === 1 && failures[0])
    throw new CommandError(failures[0].message.replace(/^\w+: /, ''), failures[0].code);
  if (failures[0]) throw new CommandError(`${failures.length} of ${photos.length} photos failed`, failures[0].code);
}

/** `photo-awe.jpg` beside the photo, or in the folder, or the file, that `-o` names. */
function targetPath(photo: string, flags: EditFlags, several: boolean): string {
  const suffix = extname(photo).toLowerCase();
  const name = `${basename(photo, extname(photo))}-${flags.emotion}${WRITTEN.includes(suffix) ? suffix : '.png'}`;
  const { out } = flags;
  if (out === undefined) return resolve(dirname(photo), name);
  const isFolder = /[\\/]$/.test(out) || (existsSync(out) && statSync(out).isDirectory());
  if (isFolder) return resolve(out, name);
  if (several) throw new CommandError(`-o ${out}: expected a folder for several photos; make it first`, EXIT.usage);
  return resolve(out);
}

function aimSave(graph: Graph, file: string, flags: EditFlags): Graph {
  const save = graph.nodes['save'];
  if (!save) throw new CommandError('the shipped graph has no node "save"; install Moodwire again', EXIT.failed);
  const params = {
    ...save.params,
    file,
    existing: flags.force ? 'replace' : 'number',
    metadata: flags.strip ? 'strip' : 'keep',
  };
  return { ...graph, nodes: { ...graph.nodes, save: { ...save, params } } };
}

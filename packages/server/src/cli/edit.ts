import { existsSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import { didYouMean, EMOTIONS, type Emotion } from '@moodwire/engine';
import { formatOfName, isPictureName } from '@moodwire/nodes';
import { aimSave } from '../graph/aim-save.js';
import { readShippedGraph } from '../graph/graph-file.js';
import { sameFile } from '../host/same-file.js';
import { feltText } from './emotion-text.js';
import { CommandError, EXIT } from './exit.js';
import { type ConfigFlag, openRegistry } from './open-registry.js';
import { push } from './push.js';
import { createReporter, type ReportFlags } from './reporter.js';
import { runGraph } from './run-graph.js';
import { errorEvent, printable, printEvent, tellError } from './say.js';
import { checkTarget, refuseInput } from './target.js';
import { type BackendFlags, withEngine } from './with-engine.js';

export type EditFlags = ConfigFlag &
  BackendFlags &
  ReportFlags & {
    readonly emotion: string;
    readonly strength: number;
    readonly seed: number;
    readonly out?: string;
    readonly force?: boolean;
    readonly strip?: boolean;
    readonly cache: boolean;
    readonly workflow: boolean;
  };

/** `moodwire edit`: the shipped affective-edit graph on each photo, its result beside the original. */
export async function editCommand(photos: readonly string[], flags: EditFlags): Promise<void> {
  if (!(EMOTIONS as readonly string[]).includes(flags.emotion)) {
    const hint = didYouMean(flags.emotion, EMOTIONS);
    throw new CommandError(`--emotion ${flags.emotion}: expected one of ${EMOTIONS.join(', ')}.${hint}`, EXIT.usage);
  }
  const { graph, folder } = await readShippedGraph('affective-edit');
  const targets = await planTargets(photos, flags);
  const failures: CommandError[] = [];
  const written: string[] = [];
  const packs = await openRegistry(flags);
  const travels = flags.workflow ? { graph, registry: packs.registry } : undefined;
  await withEngine({ ...flags, packs }, async (engine, signal, backends) => {
    if (flags.pushModels) await push(backends, graph, {}, createReporter(flags), flags, signal);
    for (const [at, photo] of photos.entries()) {
      const input = resolve(photo);
      const target = targets[at]!;
      const which = photos.length > 1 ? { photo } : {};
      const reporter = createReporter(flags, which);
      if (photos.length > 1) reporter.note(printable(`photo ${at + 1} of ${photos.length}: ${photo}`));
      // What this command has made is not what was there before it: two photos of one name get two files.
      const replace = flags.force && (await sameFile(target, written)) === undefined;
      const run = {
        name: 'affective-edit',
        about: photo,
        graph: aimSave(graph, 'save', {
          file: target,
          existing: replace ? 'replace' : 'number',
          metadata: flags.strip ? 'strip' : 'keep',
        }),
        folder,
        readable: [input],
        writable: [target],
        travels,
        inputs: { photo: input, emotion: flags.emotion, strength: flags.strength, seed: flags.seed },
      };
      try {
        const { outputs } = await runGraph(engine, run, reporter, signal);
        const source = outputs['source'] as Emotion;
        const file = String(outputs['file']);
        written.push(file);
        reporter.result(`${file}  (${feltText(source)} → ${flags.emotion})`, {
          event: 'output',
          name: 'image',
          file,
          source,
        });
      } catch (error) {
        if (!(error instanceof CommandError) || error.code === EXIT.cancelled || photos.length === 1) throw error;
        failures.push(error);
        const stacks = flags.debug ? error.stacks : [];
        tellError(error.message, stacks);
        if (!flags.json) continue;
        for (const event of [...error.events, errorEvent(error.message, stacks)]) {
          printEvent({ ...event, ...which });
        }
      }
    }
  });
  if (failures[0]) throw new CommandError(`${failures.length} of ${photos.length} photos failed`, failures[0].code);
}

/** Where each photo's edit goes: `photo-awe.jpg` beside it, or in the folder, or the file, that `-o` names. */
async function planTargets(photos: readonly string[], flags: EditFlags): Promise<string[]> {
  const { out } = flags;
  const inputs = photos.map((photo) => resolve(photo));
  const names = photos.map((photo) => {
    // A photo of a format that can't be written becomes a PNG.
    const suffix = isPictureName(photo) ? extname(photo).toLowerCase() : '.png';
    return `${basename(photo, extname(photo))}-${flags.emotion}${suffix}`;
  });
  const isThere = out !== undefined && existsSync(out);
  const isFolder = isThere && statSync(out).isDirectory();
  // Several photos need a folder: a name that is no picture's can only mean one.
  const isMeant = out !== undefined && (/[\\/]$/.test(out) || (photos.length > 1 && !isThere && !isPictureName(out)));
  if (isMeant) {
    await mkdir(out, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
      throw new CommandError(`-o ${out}: the folder can't be made (${error.code}); choose another`, EXIT.wrong);
    });
  }
  if (out !== undefined && !isFolder && !isMeant) {
    if (photos.length > 1) {
      const found = isThere ? 'this is a file' : 'this names a picture';
      throw new CommandError(`-o ${out}: ${found}, expected a folder for several photos; name another`, EXIT.usage);
    }
    if (!isThere && extname(out) === '') {
      const advice = `write ${out}/ for a folder, or a suffix such as ${out}.jpg for a file`;
      throw new CommandError(
        `-o ${out}: there is no such folder, and no suffix that says which format; ${advice}`,
        EXIT.wrong,
      );
    }
    formatOfName(out);
    await checkTarget(`-o ${out}`, resolve(out), inputs);
    return [resolve(out)];
  }
  const targets = names.map((name, at) => resolve(out ?? dirname(photos[at]!), name));
  // Without --force a name that is taken gets a number, so that nothing is lost.
  if (flags.force) for (const target of targets) await refuseInput('--force', target, inputs);
  return targets;
}

import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { refuseBadTarget } from '@moodwire/nodes';
import { sameFile } from '../host/same-file.js';
import { CommandError, EXIT } from './exit.js';

/** Throws for a file that can't be written, or may not because it is one of `inputs`, before work is spent on it. */
export async function checkTarget(option: string, path: string, inputs: Iterable<string>): Promise<void> {
  await refuseInput(option, path, inputs);
  const folder = await stat(dirname(path)).catch(() => undefined);
  if (!folder?.isDirectory()) {
    const wrong = folder ? 'is not a folder; choose one that is' : 'does not exist; make it, or choose another';
    throw new CommandError(`${option}: the folder ${dirname(path)} ${wrong}`, EXIT.wrong);
  }
  await refuseBadTarget(path);
}

/** Throws when a file that this command reads would be written. */
export async function refuseInput(option: string, path: string, inputs: Iterable<string>): Promise<void> {
  const input = await sameFile(path, inputs);
  if (input === undefined) return;
  const which = input === path ? path : `${path}, which is ${input},`;
  throw new CommandError(`${option}: ${which} is read by this command; name another file to write`, EXIT.wrong);
}

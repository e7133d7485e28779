import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';

/** The one of `files` that lies at `path`, be it by a link or by another spelling of its name. */
export async function sameFile(path: string, files: Iterable<string>): Promise<string | undefined> {
  const found = await identity(path);
  for (const file of files) {
    if (resolve(file) === resolve(path) || (found !== undefined && found === (await identity(file)))) return file;
  }
  return undefined;
}

async function identity(path: string): Promise<string | undefined> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found && `${found.dev}:${found.ino}`;
}

import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dataFolder } from '../host/places.js';

/**
 * What this user is known by to backends, so that the next process finds there what this one left. Made when it is first
 * needed; where it can't be written, each process has one of its own.
 */
export async function workspaceSecret(): Promise<string> {
  const folder = dataFolder();
  const file = join(folder, 'workspace');
  const made = randomBytes(32).toString('hex');
  try {
    await mkdir(folder, { recursive: true });
    const handle = await open(file, 'wx', 0o600);
    try {
      await handle.writeFile(made);
    } finally {
      await handle.close();
    }
    return made;
  } catch {
    const known = await readFile(file, 'utf8').catch(() => '');
    return /^[0-9a-f]{64}$/.test(known) ? known : made;
  }
}

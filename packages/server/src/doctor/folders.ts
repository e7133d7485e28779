import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, dataFolder } from '../host/places.js';
import { sizeText } from '../text/size.js';
import type { Finding } from './finding.js';

const LITTLE = 2e9;

/** Can what Moodwire keeps be written, and is there room for it? */
export async function checkFolders(): Promise<Finding[]> {
  return [
    await checkFolder('data', dataFolder(), 'MOODWIRE_DATA_DIR'),
    await checkFolder('cache', cacheFolder(), 'MOODWIRE_CACHE_DIR'),
  ];
}

async function checkFolder(what: string, folder: string, variable: string): Promise<Finding> {
  const file = join(folder, `.doctor-${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(file, 'written');
    if ((await readFile(file, 'utf8')) !== 'written')
      throw Object.assign(new Error(), { code: 'what was written is not there' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const advice = `let this user write there, or set ${variable} to another folder`;
    return { what, state: 'wrong', found: `${folder} can't be written (${code})`, advice };
  } finally {
    await rm(file, { force: true }).catch(() => {});
  }
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const found = `${folder} can be written, ${sizeText(free)} free`;
  if (free >= LITTLE) return { what, state: 'ok', found };
  return { what, state: 'warning', found, advice: `make room, or set ${variable} to a folder on a larger disk` };
}

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Host, type ModelPart, MoodwireError } from '@moodwire/engine';
import { manifestOf } from './manifest.js';

/** The bytes of a file of a model, whose hash is checked against the manifest. */
export async function readModelFile(host: Host, part: ModelPart, file: string): Promise<Buffer> {
  const { manifest, folder } = await manifestOf(host, part);
  const wrong = (what: string) => new MoodwireError(`model "${part.name}": ${file} ${what}; install the model again`);
  const listed = Object.hasOwn(manifest.files, file) ? manifest.files[file] : undefined;
  if (!listed) throw wrong('is not listed in manifest.json');
  const bytes = await readFile(join(folder, file)).catch(() => {
    throw wrong('cannot be read');
  });
  if (createHash('sha256').update(bytes).digest('hex') !== listed.sha256) throw wrong('is not what manifest.json says');
  return bytes;
}

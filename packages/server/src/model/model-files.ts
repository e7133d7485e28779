import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Host, MoodwireError } from '@moodwire/engine';
import { readManifest } from '@moodwire/nodes';
import { MANIFEST, type ModelFile } from './file-list.js';

/** A model of this machine, to be offered to another. */
export type LocalModel = {
  readonly name: string;
  readonly folder: string;
  /** `manifest.json` comes first. */
  readonly files: readonly ModelFile[];
};

/** A model's files, from its manifest. Throws `MoodwireError` for one that is missing or of another size. */
export async function readLocalModel(host: Host, name: string): Promise<LocalModel> {
  const { manifest, hash, folder } = await readManifest(host, name);
  const { size } = await stat(join(folder, MANIFEST));
  const files: ModelFile[] = [{ path: MANIFEST, sha256: hash, bytes: size }];
  for (const [path, { sha256, bytes }] of Object.entries(manifest.files)) {
    const found = await stat(join(folder, path)).catch(() => undefined);
    if (!found?.isFile()) throw changed(name, path, 'is missing, which manifest.json lists');
    if (found.size !== bytes)
      throw changed(name, path, `has ${found.size} bytes, expected ${bytes} as manifest.json says`);
    files.push({ path, sha256, bytes });
  }
  return { name, folder, files };
}

/** The bytes of a file from byte `from` on. Throws `MoodwireError` when they are fewer than was said. */
export async function* readFrom(
  { name, folder }: LocalModel,
  { path, bytes }: ModelFile,
  from: number,
): AsyncGenerator<Uint8Array, void> {
  if (from >= bytes) return;
  let at = from;
  for await (const chunk of createReadStream(join(folder, path), {
    start: from,
    end: bytes - 1,
    highWaterMark: 2 ** 20,
  })) {
    yield chunk as Uint8Array;
    at += (chunk as Uint8Array).length;
  }
  if (at < bytes) throw changed(name, path, `has ${at} bytes, expected ${bytes} as manifest.json says`);
}

const changed = (name: string, path: string, what: string): MoodwireError =>
  new MoodwireError(`model "${name}": ${path} ${what}; install the model again`);

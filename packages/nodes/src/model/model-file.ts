import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host, ModelPart, Tensor } from '@moodwire/engine';
import { broken, understood } from './broken.js';
import { manifestOf } from './manifest.js';
import { parseSafetensors } from './safetensors.js';

/** The bytes of a file of a model, whose size is checked against the manifest before it is read, and its hash after. */
export async function readModelFile(host: Host, part: ModelPart, file: string): Promise<Buffer> {
  const { manifest, folder } = await manifestOf(host, part);
  const wrong = (what: string) => broken(part.name, file, what);
  const listed = Object.hasOwn(manifest.files, file) ? manifest.files[file] : undefined;
  if (!listed) throw wrong('is not listed in manifest.json');
  const path = join(folder, file);
  const found = await understood(part.name, file, 'cannot be read', () => stat(path));
  if (!found.isFile()) throw wrong('is not a file');
  if (found.size !== listed.bytes) {
    throw wrong(`has ${found.size} bytes, expected ${listed.bytes} as manifest.json says`);
  }
  const bytes = await understood(part.name, file, 'cannot be read', () => readFile(path));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== listed.sha256) throw wrong(`has the hash ${sha256}, expected ${listed.sha256} as manifest.json says`);
  return bytes;
}

/** The tensors of a safetensors file of a model. */
export async function readModelTensors(host: Host, part: ModelPart, file: string): Promise<Map<string, Tensor>> {
  return parseSafetensors(await readModelFile(host, part, file), `model "${part.name}": ${file}`);
}

/** What a JSON file of a model holds. */
export async function readModelJson(host: Host, part: ModelPart, file: string): Promise<unknown> {
  const bytes = await readModelFile(host, part, file);
  return understood(part.name, file, 'is not JSON', () => JSON.parse(bytes.toString('utf8')));
}

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ModelFile, ModelStore } from 'moodwire';

const MINI = fileURLToPath(new URL('../../../models/mini/manifest.json', import.meta.url));

export const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

export type SmallModel = { readonly contents: ReadonlyMap<string, Buffer>; readonly files: readonly ModelFile[] };

/** A model as the shipped one, of which each file has only a few bytes: those of two `seed`s differ. */
export function smallModel(seed: string, change: Readonly<Record<string, Buffer>> = {}): SmallModel {
  const manifest = JSON.parse(readFileSync(MINI, 'utf8'));
  const contents = new Map<string, Buffer>();
  for (const path of Object.keys(manifest.files)) {
    const bytes = change[path] ?? Buffer.from(`${seed} ${path} `.repeat(50));
    contents.set(path, bytes);
    manifest.files[path] = { sha256: sha256(bytes), bytes: bytes.length };
  }
  contents.set('manifest.json', Buffer.from(JSON.stringify(manifest)));
  const files = [...contents].map(([path, bytes]) => ({ path, sha256: sha256(bytes), bytes: bytes.length }));
  return { contents, files };
}

export async function writeModel(folder: string, { contents }: SmallModel): Promise<void> {
  for (const [path, bytes] of contents) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
}

export function bytesOf({ contents, files }: SmallModel, hash: string): Buffer {
  return contents.get(files.find((file) => file.sha256 === hash)!.path)!;
}

/** Pushes all that is needed of a model, a few bytes at a time, and installs it. How many bytes were sent. */
export async function push(store: ModelStore, name: string, model: SmallModel): Promise<number> {
  let sent = 0;
  for (const { sha256, from } of await store.offer(name, model.files)) {
    const writer = await store.write(sha256, from);
    const bytes = bytesOf(model, sha256);
    for (let at = from; at < bytes.length; at += 1000) await writer.write(bytes.subarray(at, at + 1000));
    await writer.end();
    sent += bytes.length - from;
  }
  await store.install(name, model.files);
  return sent;
}

import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Json, RunResult, Value } from '@moodwire/engine';
import { encodeImage } from '@moodwire/nodes';
import { fileReference } from '../files/file-reference.js';
import type { FileStore, StoredFile } from '../files/file-store.js';
import { greyPicture, isBulky, isImage, isMask, jsonText } from '../value/known-value.js';
import type { JobOutput } from './job.js';

/** JSON that is longer is a file. */
const MOST_INLINE = 16_384;

type Made = Extract<RunResult, { readonly status: 'done' | 'failed' }>;

/**
 * Keeps what a run made: files that nodes wrote, pictures and masks as PNG, and what is bulky as JSON, all in the file
 * store. A picture that a node saved is the file that it saved.
 */
export async function keepOutputs(
  made: Made,
  written: ReadonlySet<string>,
  /** The picture that a node saved, for each output of the graph's interface that is one. */
  savedBy: (output: string) => string | undefined,
  files: FileStore,
  workflow: (() => Promise<string | undefined>) | undefined,
): Promise<{ readonly outputs: Readonly<Record<string, JobOutput>>; readonly files: readonly string[] }> {
  const stored = new Map<string, StoredFile>();
  for (const path of written) {
    if (await isThere(path)) stored.set(path, await files.keep(path, { name: basename(path), origin: 'result' }));
  }
  const more: string[] = [];

  async function keepBytes(name: string, bytes: Uint8Array): Promise<StoredFile> {
    const file = await files.put(once(bytes), { name, origin: 'result' });
    more.push(file.id);
    return file;
  }

  async function show(name: string, value: Value | undefined): Promise<JobOutput> {
    if (value === undefined) return { kind: 'value', value: null };
    if (typeof value === 'string') {
      const file = stored.get(value);
      return file ? fileOutput(file) : plain(name, value);
    }
    if (isImage(value) || isMask(value)) {
      const picture = isImage(value) ? value : greyPicture(value);
      const text = await workflow?.();
      const bytes = await encodeImage(picture, 'png', text === undefined ? {} : { workflow: text });
      return { ...fileOutput(await keepBytes(`${name}.png`, bytes)), width: value.width, height: value.height };
    }
    if (Array.isArray(value) && value.some((item) => isImage(item) || isMask(item))) {
      return { kind: 'list', items: await Promise.all(value.map((item, i) => show(`${name}-${i + 1}`, item))) };
    }
    return plain(name, value);
  }

  async function plain(name: string, value: Value): Promise<JobOutput> {
    const text = isBulky(value) ? undefined : JSON.stringify(value);
    if (text !== undefined && text.length <= MOST_INLINE) return { kind: 'value', value: JSON.parse(text) as Json };
    return fileOutput(await keepBytes(`${name}.json`, Buffer.from(text ?? jsonText(value))));
  }

  const outputs: Record<string, JobOutput> = {};
  for (const [name, value] of Object.entries(made.outputs)) {
    const file = isImage(value) ? stored.get(savedBy(name) ?? '') : undefined;
    const size = isImage(value) ? { width: value.width, height: value.height } : {};
    outputs[name] = file ? { ...fileOutput(file), ...size } : await show(name, value);
  }
  return { outputs, files: [...new Set([...[...stored.values()].map(({ id }) => id), ...more])] };
}

function fileOutput(file: StoredFile): Extract<JobOutput, { kind: 'file' }> {
  const { id, name, type, bytes } = file;
  return { kind: 'file', file: fileReference(file), url: fileUrl(id, name), name, type, bytes };
}

/** Where a stored file is found over HTTP. */
export const fileUrl = (id: string, name: string): string => `/api/v1/files/${id}/${encodeURIComponent(name)}`;

const isThere = async (path: string): Promise<boolean> => (await stat(path).catch(() => undefined))?.isFile() === true;

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

import { open } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Graph,
  type GraphNode,
  type Json,
  MoodwireError,
  parseEndpoint,
  type RemoteBackend,
} from '@moodwire/engine';
import { loadModel } from '@moodwire/nodes';
import { createHost } from '../host/host.js';
import { modelRoots } from '../host/places.js';
import { hashFile } from '../model/hash-file.js';
import { type LocalModel, readLocalModel } from '../model/model-files.js';

/**
 * Sends models to a backend that lacks them. Throws `MoodwireError` for one that is neither here nor there, and for one
 * whose files are not what its manifest says.
 */
export async function pushModels(
  backend: RemoteBackend,
  names: readonly string[],
  signal: AbortSignal,
  onProgress: (name: string, done: number, total: number) => void,
): Promise<void> {
  const host = createHost({ modelRoots: modelRoots() });
  for (const name of names) {
    const model = await readLocalModel(host, name).catch(async (error: unknown) => {
      if (await isThere(backend, name)) return undefined;
      throw error;
    });
    if (model) await pushModel(backend, model, signal, (done, total) => onProgress(name, done, total));
  }
}

async function pushModel(
  backend: RemoteBackend,
  { name, folder, files }: LocalModel,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const readable = files.map((file) => ({
    ...file,
    read(begin: number, end: number) {
      signal.throwIfAborted();
      return readPart(join(folder, file.path), begin, end);
    },
  }));
  try {
    await backend.push(name, readable, onProgress);
  } catch (error) {
    signal.throwIfAborted();
    for (const { path, sha256 } of files) {
      if ((await hashFile(join(folder, path)).catch(() => '')) === sha256) continue;
      throw new MoodwireError(
        `model "${name}" was not sent: ${path} is damaged here, it is not what manifest.json lists; install the model again`,
      );
    }
    throw error;
  }
}

/** Whether a backend can open a model. */
async function isThere(backend: RemoteBackend, name: string): Promise<boolean> {
  const asked = backend.fingerprint?.({ type: loadModel.type, params: { model: name } });
  return asked === undefined
    ? false
    : asked.then(
        () => true,
        () => false,
      );
}

async function readPart(path: string, begin: number, end: number): Promise<Uint8Array> {
  const handle = await open(path);
  try {
    const bytes = new Uint8Array(end - begin);
    for (let at = 0; at < bytes.length; ) {
      const { bytesRead } = await handle.read(bytes, at, bytes.length - at, begin + at);
      if (bytesRead === 0) throw new MoodwireError(`${path} has become shorter; install the model again`);
      at += bytesRead;
    }
    return bytes;
  } finally {
    await handle.close();
  }
}

/** The models that a graph opens, those of its subgraphs too, with the inputs that it is given. */
export function modelsOf(graph: Graph, inputs: Readonly<Record<string, Json>>): string[] {
  const bodies: Readonly<Record<string, GraphNode>>[] = [graph.nodes];
  for (const body of Object.values(graph.subgraphs ?? {})) bodies.push(body.nodes);
  const names = new Set<string>();
  for (const nodes of bodies) {
    for (const { type, params } of Object.values(nodes)) {
      if (type === loadModel.type) names.add(String(params?.['model'] ?? loadModel.params.model.default));
    }
  }
  for (const [input, at] of Object.entries(graph.interface?.inputs ?? {})) {
    for (const place of [at].flat()) {
      const end = parseEndpoint(place);
      const isModel = end && graph.nodes[end.node]?.type === loadModel.type && Object.hasOwn(inputs, input);
      if (isModel) names.add(String(inputs[input]));
    }
  }
  return [...names];
}

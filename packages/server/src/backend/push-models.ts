import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { type Graph, type GraphNode, type Json, parseEndpoint, type RemoteBackend } from '@moodwire/engine';
import { loadModel } from '@moodwire/nodes';
import { createHost } from '../host/host.js';
import { modelRoots } from '../host/places.js';
import { readLocalModel } from '../model/model-files.js';

/** Sends the models that a graph opens to a backend that lacks them. Throws `MoodwireError` for one that is not here. */
export async function pushModels(
  backend: RemoteBackend,
  names: readonly string[],
  onProgress: (name: string, done: number, total: number) => void,
): Promise<void> {
  const host = createHost({ modelRoots: modelRoots() });
  for (const name of names) {
    const model = await readLocalModel(host, name);
    const files = model.files.map((file) => ({
      ...file,
      read: (begin: number, end: number) => readPart(join(model.folder, file.path), begin, end),
    }));
    await backend.push(name, files, (done, total) => onProgress(name, done, total));
  }
}

async function readPart(path: string, begin: number, end: number): Promise<Uint8Array> {
  const handle = await open(path);
  try {
    const bytes = new Uint8Array(end - begin);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, begin);
    return bytes.subarray(0, bytesRead);
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

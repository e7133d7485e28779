import type { Engine, Graph, Value } from '@moodwire/engine';
import { aimSave } from '../graph/aim-save.js';
import { createHost } from '../host/host.js';
import { modelRoots } from '../host/places.js';

/** Edits `photo` by the graph `affective-edit`, as `moodwire edit` does, and replaces `target`. */
export async function editOnce(
  engine: Engine,
  graph: Graph,
  photo: string,
  target: string,
  inputs: Readonly<Record<string, Value>> = {},
): Promise<void> {
  const result = await engine.run(aimSave(graph, 'save', { file: target, existing: 'replace' }), {
    host: createHost({ readable: [photo], writable: [target], modelRoots: modelRoots() }),
    inputs: { photo, emotion: 'awe', ...inputs },
    targets: ['save'],
  }).result;
  if (result.status !== 'done') throw new Error(`the edit ended as ${result.status}: ${JSON.stringify(result)}`);
}

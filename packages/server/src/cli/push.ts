import type { Graph, Json, RemoteBackend } from '@moodwire/engine';
import { modelsOf, pushModels } from '../backend/push-models.js';
import type { Reporter } from './reporter.js';
import { sizeText } from './size.js';

/** Sends the models that a graph opens to the backends that lack them, and says how far that is. */
export async function push(
  backends: readonly RemoteBackend[],
  graph: Graph,
  inputs: Readonly<Record<string, Json>>,
  reporter: Reporter,
): Promise<void> {
  for (const backend of backends) {
    await pushModels(backend, modelsOf(graph, inputs), (name, done, total) => {
      reporter.note(`model ${name} → ${backend.name}  ${sizeText(done)} of ${sizeText(total)}`);
    });
  }
}

import type { Graph, Json, RemoteBackend } from '@moodwire/engine';
import { modelsOf, pushModels } from '../backend/push-models.js';
import { sizeText } from '../text/size.js';
import type { Reporter, ReportFlags } from './reporter.js';
import { printable, printEvent } from './say.js';

/** Sends the models that a graph opens to the backends that lack them, and says how far that is. */
export async function push(
  backends: readonly RemoteBackend[],
  graph: Graph,
  inputs: Readonly<Record<string, Json>>,
  reporter: Reporter,
  flags: ReportFlags,
  signal: AbortSignal,
): Promise<void> {
  for (const backend of backends) {
    let told = -1;
    const names = modelsOf(graph, inputs);
    await pushModels(backend, names, signal, (model, done, total) => {
      const tenth = Math.floor((10 * done) / total);
      if (tenth === told) return;
      told = tenth;
      if (flags.json) printEvent({ event: 'pushed', backend: backend.name, model, done, total });
      reporter.note(printable(`model ${model} → ${backend.name}  ${sizeText(done)} of ${sizeText(total)}`));
    });
  }
}

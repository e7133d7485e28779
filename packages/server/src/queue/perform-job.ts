import {
  type Engine,
  type Host,
  messageOf,
  type Problem,
  parseEndpoint,
  type Registry,
  type RunEvent,
} from '@moodwire/engine';
import type { FileStore } from '../files/file-store.js';
import { quietGraph } from '../graph/quiet-graph.js';
import type { JobFailure, JobOutput, WholeJob } from './job.js';
import { keepOutputs } from './job-outputs.js';
import { createPublicNames, namedHost } from './public-names.js';
import { createStaging } from './staging.js';

/** What came of a job. */
export type Ending = {
  readonly outputs?: Readonly<Record<string, JobOutput>>;
  /** Ids of the files that hold its results. */
  readonly files: readonly string[];
} & (
  | { readonly state: 'done' }
  | { readonly state: 'failed'; readonly failures: readonly JobFailure[]; readonly problems?: readonly Problem[] }
  | { readonly state: 'cancelled' }
);

export type Performer = {
  readonly engine: Engine;
  readonly registry: Registry;
  readonly files: FileStore;
  /** Where jobs write before their results are kept. */
  readonly staging: string;
  /** What a job's nodes may reach; the files that it writes go to the staging folder, whatever the host says. */
  host(job: WholeJob): Host;
  /** Folders of this machine, and what they are called to others. */
  readonly places: Readonly<Record<string, string>>;
};

/** Runs a job to its end. Never throws: what goes wrong is an ending too. */
export async function performJob(
  { engine, registry, files, staging, host, places }: Performer,
  job: WholeJob,
  signal: AbortSignal,
  onEvent: (event: RunEvent) => void,
): Promise<Ending> {
  const names = createPublicNames(places);
  try {
    const inner = host(job);
    const graph = job.isPreview ? quietGraph(job.graph, registry, 'keep') : job.graph;
    await using stage = createStaging(staging, namedHost(inner, names));
    const result = await engine.run(graph, {
      host: stage.host,
      inputs: job.inputs,
      ...(job.targets && { targets: job.targets }),
      priority: job.priority,
      signal,
      onEvent: (event) => onEvent(event.event === 'failed' ? { ...event, message: names.tell(event.message) } : event),
      events: 'at once',
    }).result;
    switch (result.status) {
      case 'cancelled':
        return { state: 'cancelled', files: [] };
      case 'invalid':
        return { state: 'failed', failures: [], problems: result.problems, files: [] };
      case 'done':
      case 'failed': {
        const savedBy = (output: string): string | undefined => {
          const { node } = parseEndpoint(job.graph.interface?.outputs?.[output] ?? '') ?? {};
          const file = node === undefined ? undefined : result.nodes[node]?.['file'];
          return typeof file === 'string' ? file : undefined;
        };
        const kept = await keepOutputs(result, stage.paths, savedBy, files, inner.workflow);
        if (result.status === 'done') return { state: 'done', ...kept };
        return {
          state: 'failed',
          failures: result.failures.map(({ node, message }) => ({ node, message: names.tell(message) })),
          ...kept,
        };
      }
    }
  } catch (error) {
    if (signal.aborted) return { state: 'cancelled', files: [] };
    return { state: 'failed', failures: [{ node: '', message: names.tell(messageOf(error)) }], files: [] };
  }
}

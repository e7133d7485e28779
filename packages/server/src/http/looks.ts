import {
  didYouMean,
  type Engine,
  formatProblem,
  type Host,
  MoodwireError,
  type Problem,
  type Registry,
  type Value,
} from '@moodwire/engine';
import { mustAlwaysRun, nodeAt, quietGraph } from '../graph/quiet-graph.js';
import { HttpError } from '../guard/http-error.js';
import type { WholeJob } from '../queue/job.js';
import { createPublicNames, namedHost } from '../queue/public-names.js';
import { notWanted } from './while-asked.js';

/** What the nodes of jobs gave. */
export type Looks = {
  /**
   * What a node gave at one of its outputs. Throws `HttpError`: 404 for what is not there or can't be looked at without
   * being done again, 409 for what failed.
   */
  valueAt(job: WholeJob, node: string, output: string, signal: AbortSignal): Promise<Value>;
};

/** Somebody waits for it in front of a screen. */
const PRIORITY = 1000;

/**
 * Looks at values by running the job's graph again as far as the node, from the cache or together with a run that is on
 * its way. Nothing is saved, and no node runs that runs for its effect.
 */
export function createLooks(options: {
  readonly engine: Engine;
  readonly registry: Registry;
  /** What nodes may read. */
  readonly host: Host;
  /** Folders of this machine, and what they are called to others. */
  readonly places: Readonly<Record<string, string>>;
}): Looks {
  const { engine, registry, places } = options;
  const host: Host = {
    ...options.host,
    async outputFile() {
      throw new MoodwireError('it writes a file, which is not done again to look at it');
    },
  };
  return {
    async valueAt(job, node, output, signal) {
      const names = createPublicNames(places);
      const { inputs } = job;
      const graph = quietGraph(job.graph, registry, 'mute');
      const wish = { host: namedHost(host, names), inputs, targets: [node], priority: PRIORITY, signal };
      const result = await engine.run(graph, wish).result;
      if (result.status === 'cancelled') throw notWanted();
      if (result.status === 'invalid') throw whyNoRun(job, node, output, result.problems);
      const values = result.nodes[node] ?? {};
      const value = Object.hasOwn(values, output) ? values[output] : undefined;
      if (value !== undefined) return value;
      if (result.status === 'failed' && result.failures.length > 0) {
        const lines = result.failures.map(({ node, message }) => `${node}: ${names.tell(message)}`);
        throw new HttpError(409, 'run-failed', lines.join('\n'));
      }
      const known = nodeAt(job.graph, node);
      if (known && mustAlwaysRun(known, registry) && Object.hasOwn(registry.get(known.type)!.outputs, output)) {
        throw notAgain(node, output);
      }
      const outputs = Object.keys(values);
      const expected = outputs.length > 0 ? `one of ${outputs.join(', ')}` : 'none: it gives nothing';
      const message = `found the output "${output}" of "${node}", expected ${expected}.${didYouMean(output, outputs)}`;
      throw new HttpError(404, 'no-such-output', message);
    },
  };

  function whyNoRun({ graph }: WholeJob, node: string, output: string, problems: readonly Problem[]): HttpError {
    const known = nodeAt(graph, node);
    const isUnknown = problems.some(({ code }) => code === 'unknown-target');
    if (!isUnknown) return new HttpError(409, 'graph-problems', problems.map(formatProblem).join('\n'));
    if (!known) return new HttpError(404, 'no-such-node', problems.map(formatProblem).join('\n'));
    if (mustAlwaysRun(known, registry)) return notAgain(node, output);
    const message = `"${node}" gives nothing to look at: it, or what it needs, is muted, or runs for its effect and is not run again`;
    return new HttpError(404, 'no-value', message);
  }
}

const notAgain = (node: string, output: string): HttpError =>
  new HttpError(
    404,
    'no-value',
    `what "${node}" gave at "${output}" is not kept, and it runs for its effect, so that it is not run again: look at what feeds it`,
  );

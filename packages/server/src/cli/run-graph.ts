import { type Engine, formatProblem, type Graph, type Json, MoodwireError, type RunResult } from '@moodwire/engine';
import { createHost } from '../host/host.js';
import { modelRoots } from '../host/places.js';
import { CommandError, EXIT } from './exit.js';
import type { Reporter } from './reporter.js';

export type GraphRun = {
  readonly graph: Graph;
  /** The folder that the graph's own file names stay in. */
  readonly folder: string;
  readonly granted: ReadonlySet<string>;
  readonly inputs: Readonly<Record<string, Json>>;
  readonly targets?: readonly string[];
};

type Done = Extract<RunResult, { status: 'done' }>;

/** Runs a graph and shows what happens. Throws `CommandError` with the right exit code unless all of it is done. */
export async function runGraph(engine: Engine, run: GraphRun, reporter: Reporter, signal: AbortSignal): Promise<Done> {
  const { folder, granted, inputs, targets } = run;
  const host = createHost({ folder, granted, modelRoots: modelRoots() });
  const result = await engine.run(run.graph, {
    host,
    inputs,
    signal,
    ...(targets ? { targets } : {}),
    onEvent: reporter.event,
  }).result;
  reporter.end();
  if (result.status === 'done') return result;
  if (result.status === 'cancelled') throw new CommandError('cancelled', EXIT.cancelled);
  if (result.status === 'invalid') {
    throw new CommandError(result.problems.map(formatProblem).join('\n'), EXIT.wrong);
  }
  const expected = result.failures.every(({ error }) => error instanceof MoodwireError);
  const lines = result.failures.map(({ node, message }) => `${node}: ${message}`);
  throw new CommandError(lines.join('\n'), expected ? EXIT.wrong : EXIT.failed);
}

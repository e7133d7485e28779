import { basename } from 'node:path';
import {
  type Engine,
  formatProblem,
  type Graph,
  type Host,
  type Json,
  MoodwireError,
  type Registry,
  type RunResult,
  stackText,
} from '@moodwire/engine';
import { openFileStore } from '../files/file-store.js';
import { inputOf } from '../graph/input-of.js';
import { createHost, type HostOptions } from '../host/host.js';
import { filesFolder, modelRoots } from '../host/places.js';
import { CommandError, EXIT } from './exit.js';
import type { Reporter } from './reporter.js';

export type GraphRun = Omit<HostOptions, 'modelRoots' | 'resources' | 'files' | 'workflow'> & {
  /** The graph that pictures are to carry, before its results were given places; none where they carry none. */
  readonly travels?: { readonly graph: Graph; readonly registry: Registry } | undefined;
  /** The graph's name on the command line. */
  readonly name: string;
  readonly graph: Graph;
  readonly inputs: Readonly<Record<string, Json>>;
  readonly targets?: readonly string[] | undefined;
  /** What a failure is said of, in place of the node's id. */
  readonly about?: string;
};

type Done = Extract<RunResult, { status: 'done' }> & {
  /** Was all of it in the cache? */
  readonly wasKept: boolean;
  /** The graph, as pictures that are made of its values are to carry it. */
  readonly workflow?: NonNullable<Host['workflow']>;
};

/** Runs a graph and shows what happens. Throws `CommandError` with the right exit code unless all of it is done. */
export async function runGraph(engine: Engine, run: GraphRun, reporter: Reporter, signal: AbortSignal): Promise<Done> {
  const { name, graph, inputs, targets, about, travels, ...reach } = run;
  let [started, kept] = [0, 0];
  const host = createHost({
    ...reach,
    modelRoots: modelRoots(),
    files: openFileStore({ folder: filesFolder() }),
    ...(travels && { workflow: { ...travels, inputs, onTrouble: reporter.note } }),
  });
  const result = await engine.run(graph, {
    host,
    inputs,
    signal,
    ...(targets ? { targets } : {}),
    events: reporter.events,
    onEvent(event) {
      if (event.event === 'started') started++;
      if (event.event === 'cached') kept++;
      reporter.event(event);
    },
  }).result;
  reporter.end(result.status === 'failed' ? result.failures : []);
  if (result.status === 'done') {
    return { ...result, wasKept: kept > 0 && started === 0, ...(host.workflow && { workflow: host.workflow }) };
  }
  if (result.status === 'cancelled') throw new CommandError('cancelled', EXIT.cancelled);
  if (result.status === 'invalid') {
    const problems = result.problems.map((problem) => ({ problem, input: inputOf(problem, graph, inputs) }));
    const lines = problems.map(({ problem: { node, port, ...rest }, input }) => {
      return formatProblem(
        input === undefined
          ? { ...rest, ...(node && { node }), ...(port && { port }) }
          : { ...rest, port: `--in ${input}` },
      );
    });
    const events = problems.map(({ problem, input }) => {
      return { event: 'problem', graph: name, ...problem, ...(input === undefined ? {} : { input }) };
    });
    throw new CommandError(lines, EXIT.wrong, events);
  }
  const expected = result.failures.every(({ error }) => error instanceof MoodwireError);
  const lines = result.failures.map(({ node, message }) => withSubject(about ?? node, message));
  const stacks = result.failures.map(({ error }) => stackText(error));
  throw new CommandError(lines, expected ? EXIT.wrong : EXIT.failed, [], stacks);
}

/** A message about a file often begins with its name already. */
function withSubject(subject: string, message: string): string {
  return message.startsWith(`${basename(subject)} `) ? message : `${subject}: ${message}`;
}

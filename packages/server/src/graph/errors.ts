import { type Failure, formatProblem, MoodwireError, type Problem, type Value } from '@moodwire/engine';

/** A graph that cannot be read, or that has problems; the message names all of them, one a line. */
export class GraphError extends MoodwireError {
  override readonly name = 'GraphError';
  constructor(
    /** What the graph was called by. */
    graph: string | undefined,
    /** Why it cannot be read at all, or what is wrong with it. */
    reason: string | readonly Problem[],
  ) {
    const said = graph === undefined ? '' : `${graph}: `;
    const reasons = typeof reason === 'string' ? [reason] : reason.map(formatProblem);
    super(reasons.map((one) => `${said}${one}`).join('\n'));
    this.problems = typeof reason === 'string' ? [] : reason;
  }
  readonly problems: readonly Problem[];
}

/** A run in which nodes failed; the message names each with its own message, one a line. */
export class RunError extends MoodwireError {
  override readonly name = 'RunError';
  constructor(
    /** Each node that failed, by the path to it, with its message and what it threw. */
    readonly failures: readonly Failure[],
    /** What the run gave nonetheless, by the names of the graph's interface. */
    readonly outputs: Readonly<Record<string, Value>>,
  ) {
    const message = failures.map(({ node, message }) => `${node}: ${message}`).join('\n');
    super(message || 'the run gave less than was asked for', { cause: failures[0]?.error });
  }
}

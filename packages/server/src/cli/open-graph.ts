import { formatProblem } from '@moodwire/engine';
import { GraphError } from '../graph/errors.js';
import { type GraphFile, readGraphFile } from '../graph/graph-file.js';
import { CommandError, EXIT } from './exit.js';

/** The graph that a command names. Throws `CommandError` with each of its problems as an event. */
export async function openGraph(name: string): Promise<GraphFile> {
  try {
    return await readGraphFile(name);
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    const events = error.problems.map((problem) => ({ event: 'problem', graph: name, ...problem }));
    const lines = error.problems.map((problem) => `${name}: ${formatProblem(problem)}`);
    throw new CommandError(lines.length > 0 ? lines : error.message, EXIT.wrong, events);
  }
}

import { formatProblem, validateGraph } from '@moodwire/engine';
import { registry } from '../host/registry.js';
import { CommandError, EXIT } from './exit.js';
import { readGraphFile } from './graph-file.js';

/** `moodwire check`: every problem of each graph, without running anything. */
export async function checkCommand(names: readonly string[], flags: { readonly json?: boolean }): Promise<void> {
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  let wrong = 0;
  for (const name of names) {
    let lines: string[];
    try {
      const { graph } = await readGraphFile(name);
      const problems = validateGraph(graph, registry);
      if (flags.json)
        for (const problem of problems) print(JSON.stringify({ event: 'problem', graph: name, ...problem }));
      lines = problems.map((problem) => `${name}: ${formatProblem(problem)}`);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      lines = error.message.split('\n');
      if (flags.json) for (const line of lines) print(JSON.stringify({ event: 'problem', graph: name, message: line }));
    }
    wrong += lines.length;
    if (!flags.json) print(lines.length > 0 ? lines.join('\n') : `${name}: no problems`);
  }
  if (wrong > 0) throw new CommandError(`${wrong} ${wrong === 1 ? 'problem' : 'problems'}`, EXIT.wrong);
}

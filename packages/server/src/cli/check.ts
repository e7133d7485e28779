import { readFile } from 'node:fs/promises';
import { formatProblem, textWarningsOf, validateGraph, warningsOf } from '@moodwire/engine';
import { CommandError, EXIT } from './exit.js';
import { openGraph } from './open-graph.js';
import { type ConfigFlag, openRegistry } from './open-registry.js';
import { print, printable, printEvent } from './say.js';

/** `moodwire check`: every problem of each graph, without running anything. */
export async function checkCommand(
  names: readonly string[],
  flags: { readonly json?: boolean } & ConfigFlag,
): Promise<void> {
  const { registry } = await openRegistry(flags);
  let wrong = 0;
  for (const name of names) {
    let lines: string[];
    try {
      const { graph, file } = await openGraph(name);
      const problems = validateGraph(graph, registry);
      if (flags.json) for (const problem of problems) printEvent({ event: 'problem', graph: name, ...problem });
      const warnings = [...textWarningsOf(await readFile(file, 'utf8')), ...warningsOf(graph)];
      lines = problems.map((problem) => `${name}: ${formatProblem(problem)}`);
      for (const warning of warnings) {
        if (flags.json) printEvent({ event: 'warning', graph: name, ...warning });
        else print(printable(`${name}: warning: ${formatProblem(warning)}`));
      }
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      lines = error.message.split('\n');
      const { events } = error;
      const said = events.length > 0 ? events : [{ event: 'problem', graph: name, message: error.message }];
      if (flags.json) for (const event of said) printEvent(event);
    }
    wrong += lines.length;
    if (!flags.json) for (const line of lines.length > 0 ? lines : [`${name}: no problems`]) print(printable(line));
  }
  if (wrong > 0) throw new CommandError(`${wrong} ${wrong === 1 ? 'problem' : 'problems'}`, EXIT.wrong);
}

import { GRAPH_VERSION, type Graph, graphSchema } from './document.js';
import type { Problem } from './problem.js';

export type Parsed = { readonly graph: Graph; readonly problems: [] } | { readonly problems: readonly Problem[] };

/** What is allowed to be read at all, before any of it is looked at. */
const MAX_CHARACTERS = 64 * 2 ** 20;
const MAX_PROBLEMS = 100;

/** Reads a saved graph from its text. Hostile input gives problems, never an exception. */
export function parseGraphText(text: string): Parsed {
  if (text.length > MAX_CHARACTERS) {
    return fail('not-json', `${text.length} characters`, `at most ${MAX_CHARACTERS}`, 'Split the graph.');
  }
  try {
    return parseGraph(JSON.parse(text));
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return fail('not-json', 'text that is not JSON', 'a saved graph', `${detail}.`);
  }
}

/** Reads a saved graph from JSON, taking older versions along. Fields that are not known are kept. */
export function parseGraph(data: unknown): Parsed {
  const header = data as { format?: unknown; version?: unknown } | null;
  if (typeof data !== 'object' || header?.format !== 'moodwire.graph') {
    const found =
      typeof data === 'object' && header !== null ? 'JSON of another kind' : (JSON.stringify(data) ?? 'nothing');
    return fail('not-a-graph', found.slice(0, 60), '"format": "moodwire.graph"', 'Open a graph that Moodwire saved.');
  }
  if (typeof header.version === 'number' && header.version > GRAPH_VERSION) {
    const expected = `version ${GRAPH_VERSION} or older`;
    return fail('newer-version', `version ${header.version}`, expected, 'Update Moodwire to open this graph.');
  }
  const result = graphSchema.safeParse(data);
  if (result.success) return { graph: result.data, problems: [] };
  return {
    problems: result.error.issues.slice(0, MAX_PROBLEMS).map((issue): Problem => {
      const [top, node, ...rest] = issue.path.map(String);
      const inNode = top === 'nodes' && node !== undefined;
      const port = (inNode ? rest : [top, node, ...rest]).filter((part) => part !== undefined).join('/');
      return {
        code: 'bad-field',
        ...(inNode ? { node } : {}),
        ...(port === '' ? {} : { port }),
        found: 'something else',
        expected: issue.message.replace(/^Invalid input: expected /, ''),
        hint: 'Correct this field.',
      };
    }),
  };
}

function fail(code: Problem['code'], found: string, expected: string, hint: string): Parsed {
  return { problems: [{ code, found, expected, hint }] };
}

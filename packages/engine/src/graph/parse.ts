import type { z } from 'zod';
import { messageOf } from '../node/failure.js';
import { unfit } from '../value/plain.js';
import { show } from '../value/show.js';
import { GRAPH_VERSION, type Graph, graphSchema } from './document.js';
import { freezeGraph } from './frozen.js';
import { lookAtJson, placeInText } from './json-text.js';
import { migrate } from './migrate.js';
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
  const json = text.startsWith('\uFEFF') ? text.slice(1) : text;
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch (error) {
    return fail('not-json', `text that is not JSON${placeOfError(json)}`, 'a saved graph', detailOf(error));
  }
  return parseGraph(data);
}

/**
 * Reads a saved graph from JSON, and brings one of an older version up to date. Fields that are not known are kept. The
 * graph is frozen: plans made of it can be used again.
 */
export function parseGraph(data: unknown): Parsed {
  try {
    return readGraph(data);
  } catch (error) {
    // Data that is not JSON at all: a getter that throws, a circle of objects.
    return fail('not-a-graph', 'data that cannot be read', 'JSON', detailOf(error));
  }
}

function readGraph(data: unknown): Parsed {
  const header = data as { format?: unknown; version?: unknown } | null;
  if (typeof data !== 'object' || header?.format !== 'moodwire.graph') {
    const found = typeof data === 'object' && data !== null ? 'JSON of another kind' : show(data);
    return fail('not-a-graph', found, '"format": "moodwire.graph"', 'Open a graph that Moodwire saved.');
  }
  const { version } = header;
  if (version === undefined) {
    const hint = `Add "version": ${GRAPH_VERSION}, or the version that the graph was written for.`;
    return fail('bad-field', show(version), `a whole number from 1 to ${GRAPH_VERSION}`, hint, 'version');
  }
  if (!Number.isInteger(version) || (version as number) < 1) {
    const expected = `a whole number from 1 to ${GRAPH_VERSION}`;
    return fail('bad-field', show(version), expected, 'Open a graph that Moodwire saved.', 'version');
  }
  if ((version as number) > GRAPH_VERSION) {
    const expected = `version ${GRAPH_VERSION} or older`;
    return fail('newer-version', `version ${version}`, expected, 'Update Moodwire to open this graph.');
  }
  const wrong = unfit(data);
  if (wrong) return fail('bad-field', wrong.found, wrong.expected, 'Correct or remove this part.');
  const document = migrate(data as Record<string, unknown>);
  const result = graphSchema.safeParse(document);
  if (result.success) return { graph: freezeGraph(result.data), problems: [] };
  return { problems: result.error.issues.slice(0, MAX_PROBLEMS).map((issue) => fieldProblem(issue, document)) };
}

function placeOfError(json: string): string {
  const at = lookAtJson(json).wrongAt;
  return at === undefined ? '' : ` at ${placeInText(json, at)}`;
}

const detailOf = (error: unknown): string => `${messageOf(error).slice(0, 300)}.`;

function fieldProblem(issue: z.core.$ZodIssue, data: unknown): Problem {
  const path = issue.path.map(String);
  const isName = issue.code === 'invalid_key';
  const found = isName ? `the name ${show(path.at(-1))}` : show(valueAt(data, issue.path));
  const [top, node, part, name] = path.map((step) => (step.length > 64 ? `${step.slice(0, 63)}…` : step));
  const inNode = top === 'nodes' && node !== undefined;
  const ofPort = inNode && (part === 'inputs' || part === 'params') && name !== undefined;
  const port = ofPort ? path.slice(3) : inNode ? path.slice(2) : path;
  return {
    code: 'bad-field',
    ...(inNode ? { node } : {}),
    ...(port.length === 0 ? {} : { port: port.join('.').slice(0, 200) }),
    found,
    expected: expectation(issue),
    hint: isName ? 'Choose another name.' : 'Correct this field.',
  };
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let value = data;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
}

const KINDS: Readonly<Record<string, string>> = {
  object: 'an object',
  record: 'an object',
  array: 'a list',
  string: 'text',
  number: 'a number',
};

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return KINDS[issue.expected] ?? issue.expected;
    case 'too_big':
      return issue.origin === 'string' ? `at most ${issue.maximum} characters` : `at most ${issue.maximum}`;
    case 'too_small':
      return `at least ${issue.minimum}`;
    case 'invalid_value':
      return issue.values.map(show).join(' or ');
    case 'invalid_key':
      return issue.issues[0]?.message ?? 'another name';
    default:
      return issue.message;
  }
}

function fail(code: Problem['code'], found: string, expected: string, hint: string, port?: string): Parsed {
  return { problems: [{ code, ...(port === undefined ? {} : { port }), found, expected, hint }] };
}

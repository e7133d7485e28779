import {
  bindInputs,
  filesOf,
  type Graph,
  type Json,
  MoodwireError,
  type Problem,
  parseGraph,
  validateGraph,
} from '@moodwire/engine';
import { parseFileReference } from '../files/file-reference.js';
import { GraphError } from '../graph/errors.js';
import { inputOf } from '../graph/input-of.js';
import { neededNodes } from '../graph/needed-nodes.js';
import { shippedPhoto } from '../host/places.js';
import type { JobRequest } from '../queue/job.js';
import type { Context } from './context.js';

const MOST_META = 16_384;

type Asked = Omit<JobRequest, 'graph' | 'inputs'> & { readonly inputs?: unknown };

/**
 * A job as a program asks for it. Throws `GraphError` for a graph or inputs that cannot run, as far as its targets need
 * them, with every problem, and those that were found `already`.
 */
export async function asked(
  context: Pick<Context, 'registry' | 'files'>,
  graph: Graph,
  { inputs, ...rest }: Asked,
  already: readonly Problem[] = [],
): Promise<JobRequest> {
  const values = (inputs ?? {}) as Readonly<Record<string, Json>>;
  const needed = rest.targets && neededNodes(graph, rest.targets);
  const found = await problemsOf(context, graph, values);
  // What is still being drawn beside the targets keeps nobody from running them.
  const isNeeded = ({ node }: Problem): boolean =>
    needed === undefined || node === undefined || !Object.hasOwn(graph.nodes, node) || needed.has(node);
  const problems = [...already, ...found.filter(isNeeded)];
  if (problems.length > 0) throw new GraphError(undefined, problems);
  const size = rest.meta === undefined ? 0 : JSON.stringify(rest.meta).length;
  if (size > MOST_META) throw new MoodwireError(`meta has ${size} characters, expected at most ${MOST_META}`);
  return { ...rest, graph, inputs: values };
}

/** What is wrong with a graph, with the values of its inputs, and with the files among them. */
export async function problemsOf(
  { registry, files }: Pick<Context, 'registry' | 'files'>,
  graph: Graph,
  inputs: Readonly<Record<string, Json>>,
): Promise<Problem[]> {
  const bound = bindInputs(graph, inputs, registry);
  const found = [...bound.problems, ...validateGraph(bound.graph, registry)];
  const problems = found.map((problem) => underInput(problem, graph, inputs));
  // A node that nobody asks for may name what is long gone; what is given with a job is meant.
  const given = new Set<unknown>(Object.values(inputs));
  for (const name of filesOf(bound.graph, registry, 'read')) {
    if (!given.has(name)) continue;
    const reference = parseFileReference(name);
    if (reference ? await files.get(reference.id) : shippedPhoto(name)) continue;
    problems.push({
      code: 'not-there',
      ...portOf(name, inputs),
      found: JSON.stringify(name.slice(0, 200)),
      expected: 'a file of the file store',
      hint: 'Upload it (POST /api/v1/files), and name it by the "file" of the answer.',
    });
  }
  return problems;
}

/** People know an input by its name in the interface, not by the node's that it leads to. */
function underInput(problem: Problem, graph: Graph, inputs: Readonly<Record<string, Json>>): Problem {
  const input = inputOf(problem, graph, inputs);
  if (input === undefined) return problem;
  const { node: _, ...rest } = problem;
  return { ...rest, port: input };
}

function portOf(name: string, inputs: Readonly<Record<string, Json>>): { readonly port?: string } {
  const port = Object.keys(inputs).find((input) => inputs[input] === name);
  return port === undefined ? {} : { port };
}

/** A graph from outside. Throws `GraphError` for what is none. */
export function graphFrom(document: unknown): Graph {
  const parsed = parseGraph(document);
  if ('graph' in parsed) return parsed.graph;
  throw new GraphError(undefined, parsed.problems);
}

import {
  bindInputs,
  type Graph,
  type Json,
  MoodwireError,
  type Problem,
  parseGraph,
  type Registry,
  validateGraph,
} from '@moodwire/engine';
import { GraphError } from '../graph/errors.js';
import type { JobRequest } from '../queue/job.js';
import type { Context } from './context.js';

const MOST_META = 16_384;

type Asked = Omit<JobRequest, 'graph' | 'inputs'> & { readonly inputs?: unknown };

/**
 * A job as a program asks for it. Throws `GraphError` for a graph or inputs that cannot run, with every problem, and those
 * that were found `already`.
 */
export function asked(
  { registry }: Pick<Context, 'registry'>,
  graph: Graph,
  { inputs, ...rest }: Asked,
  already: readonly Problem[] = [],
): JobRequest {
  const values = (inputs ?? {}) as Readonly<Record<string, Json>>;
  const problems = [...already, ...problemsOf(registry, graph, values)];
  if (problems.length > 0) throw new GraphError(undefined, problems);
  const size = rest.meta === undefined ? 0 : JSON.stringify(rest.meta).length;
  if (size > MOST_META) throw new MoodwireError(`meta has ${size} characters, expected at most ${MOST_META}`);
  return { ...rest, graph, inputs: values };
}

/** What is wrong with a graph, and with the values of its inputs. */
export function problemsOf(registry: Registry, graph: Graph, inputs: Readonly<Record<string, Json>>): Problem[] {
  const bound = bindInputs(graph, inputs, registry);
  return [...bound.problems, ...validateGraph(bound.graph, registry)];
}

/** A graph from outside. Throws `GraphError` for what is none. */
export function graphFrom(document: unknown): Graph {
  const parsed = parseGraph(document);
  if ('graph' in parsed) return parsed.graph;
  throw new GraphError(undefined, parsed.problems);
}

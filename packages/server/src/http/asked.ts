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

/** A job as a program asks for it. Throws `GraphError` for a graph or inputs that cannot run, with every problem, and those found `already`. */
export function asked(
  { registry }: Pick<Context, 'registry'>,
  document: unknown,
  { inputs, ...rest }: Asked,
  already: readonly Problem[] = [],
): JobRequest {
  const values = (inputs ?? {}) as Readonly<Record<string, Json>>;
  const { graph, problems } = checkedGraph(registry, document, values);
  const all = [...already, ...problems];
  if (!graph || all.length > 0) throw new GraphError(undefined, all);
  const size = rest.meta === undefined ? 0 : JSON.stringify(rest.meta).length;
  if (size > MOST_META) throw new MoodwireError(`meta has ${size} characters, expected at most ${MOST_META}`);
  return { ...rest, graph, inputs: values };
}

/** A graph from outside with all that is wrong with it, and with the values of its inputs. */
export function checkedGraph(
  registry: Registry,
  document: unknown,
  inputs: Readonly<Record<string, Json>>,
): { readonly graph?: Graph; readonly problems: readonly Problem[] } {
  const parsed = parseGraph(document);
  if (!('graph' in parsed)) return { problems: parsed.problems };
  const bound = bindInputs(parsed.graph, inputs, registry);
  return { graph: parsed.graph, problems: [...bound.problems, ...validateGraph(bound.graph, registry)] };
}

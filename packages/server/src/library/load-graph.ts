import { fileURLToPath } from 'node:url';
import { type Graph, parseGraph, type TypedGraph, type Value, validateGraph } from '@moodwire/engine';
import { type Packs, sharedRegistry } from '../engine/shared-engine.js';
import { GraphError } from '../graph/errors.js';
import { readGraphFile } from '../graph/graph-file.js';

/** Values by the names of a graph's interface. */
export type Values = Readonly<Record<string, Value>>;

/** A graph that was read and has no problems. */
export type LoadedGraph<I = Values, O = Values> = {
  readonly graph: TypedGraph<I, O>;
  /** The folder that the names of files in it stay in. */
  readonly folder: string;
  /** The same for files that it writes. */
  readonly outputFolder: string;
  /** The packs whose nodes it knows. */
  readonly packs: Packs;
};

export type LoadOptions = {
  /**
   * `true` loads the packs of the nearest moodwire.config.mjs too, a path those of that config. Without it no program
   * but this one is run.
   */
  readonly packs?: Packs;
  /** The folder that the names of files in it stay in: the graph's own, or the current one if it comes from no file. */
  readonly folder?: string;
};

/**
 * Loads a saved graph by its path, by the short name of one that ships, or from a document. Throws `GraphError`, which
 * names every problem, when it cannot be read or cannot run. What it takes and gives is `I` and `O`, unchecked.
 */
export async function loadGraph<I = Values, O = Values>(
  source: string | URL | TypedGraph<I, O>,
  options: LoadOptions = {},
): Promise<LoadedGraph<I, O>> {
  const { packs = false } = options;
  const name = source instanceof URL ? fileURLToPath(source) : source;
  const found = typeof name === 'string' ? await readGraphFile(name) : documentOf(name);
  const { registry } = await sharedRegistry(packs);
  const problems = validateGraph(found.graph, registry);
  if (problems.length > 0) throw new GraphError(typeof name === 'string' ? name : name.title, problems);
  const { graph, folder, outputFolder } = found;
  return { graph, folder: options.folder ?? folder, outputFolder: options.folder ?? outputFolder, packs };
}

/** A document from a program. It is read as one from a file is, for it may have been one. */
function documentOf(document: Graph): { graph: Graph; folder: string; outputFolder: string } {
  const parsed = parseGraph(document);
  if (!('graph' in parsed)) throw new GraphError(undefined, parsed.problems);
  return { graph: parsed.graph, folder: process.cwd(), outputFolder: process.cwd() };
}

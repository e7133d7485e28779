import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { didYouMean, type Graph, parseGraphText } from '@moodwire/engine';
import { shippedGraph, shippedGraphFolder, shippedGraphNames } from '../host/places.js';
import { extractWorkflow, isPicture } from '../workflow/read-workflow.js';
import { GraphError } from './errors.js';

export type GraphFile = {
  readonly graph: Graph;
  readonly file: string;
  /** The folder that the names of files in it stay in. */
  readonly folder: string;
  /** The same for files that it writes: for a shipped graph the current folder, never the installed package. */
  readonly outputFolder: string;
  /** Was it in a picture, which may be anybody's? */
  readonly isPicture?: boolean;
};

/**
 * Reads a graph by its path or, when no file has that name, by the short name of one that ships. Throws `GraphError` for
 * what is no graph; what is wrong with its nodes is not looked for.
 */
export async function readGraphFile(name: string): Promise<GraphFile> {
  if (!existsSync(name) && existsSync(shippedGraph(name))) return readShippedGraph(name);
  const file = resolve(name);
  const { graph, isPicture } = await readGraph(name, file);
  // What a picture holds may read what it names by hash, and nothing that lies beside it.
  if (isPicture) return { graph, file, folder: shippedGraphFolder(), outputFolder: process.cwd(), isPicture };
  return { graph, file, folder: dirname(file), outputFolder: dirname(file) };
}

/** Reads a graph that ships, whatever lies in the current folder under its name. */
export async function readShippedGraph(name: string): Promise<GraphFile> {
  const file = shippedGraph(name);
  return { graph: (await readGraph(name, file)).graph, file, folder: dirname(file), outputFolder: process.cwd() };
}

async function readGraph(name: string, file: string): Promise<{ graph: Graph; isPicture: boolean }> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    const what =
      error.code === 'ENOENT' ? 'there is no such file' : error.code === 'EISDIR' ? 'it is a folder' : error.message;
    const names = shippedGraphNames();
    const example = existsSync(shippedGraph(`examples/${name}`)) ? ` Did you mean "examples/${name}"?` : undefined;
    const hint = example ?? didYouMean(name, names);
    const advice = `name a saved graph, or one that ships: ${names.join(', ')}.${hint}`;
    throw new GraphError(name, `${what}; ${advice}`);
  });
  const hasPixels = isPicture(bytes);
  const text = hasPixels ? extractWorkflow(bytes) : bytes.toString('utf8');
  if (text === undefined) {
    throw new GraphError(
      name,
      'it is a picture that carries no graph; name a saved graph, or a picture that Moodwire saved',
    );
  }
  const parsed = parseGraphText(text);
  if ('graph' in parsed) return { graph: parsed.graph, isPicture: hasPixels };
  throw new GraphError(name, parsed.problems);
}

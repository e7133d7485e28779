import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import {
  didYouMean,
  filesOf,
  formatProblem,
  type Graph,
  interfaceOf,
  type Json,
  type Param,
  parseGraphText,
  type Registry,
} from '@moodwire/engine';
import { shippedGraph, shippedGraphNames } from '../host/places.js';
import { CommandError, EXIT } from './exit.js';

export type GraphFile = {
  readonly graph: Graph;
  readonly file: string;
  /** The folder that the names of files in it stay in. */
  readonly folder: string;
  /** The same for files that it writes: for a shipped graph the current folder, never the installed package. */
  readonly outputFolder: string;
};

/** Reads a graph by its path or, when no file has that name, by the short name of one that ships. */
export async function readGraphFile(name: string): Promise<GraphFile> {
  if (!existsSync(name) && existsSync(shippedGraph(name))) return readShippedGraph(name);
  const file = resolve(name);
  return { graph: await readGraph(name, file), file, folder: dirname(file), outputFolder: dirname(file) };
}

/** Reads a graph that ships, whatever lies in the current folder under its name. */
export async function readShippedGraph(name: string): Promise<GraphFile> {
  const file = shippedGraph(name);
  return { graph: await readGraph(name, file), file, folder: dirname(file), outputFolder: process.cwd() };
}

async function readGraph(name: string, file: string): Promise<Graph> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const what =
      error.code === 'ENOENT' ? 'there is no such file' : error.code === 'EISDIR' ? 'it is a folder' : error.message;
    const names = shippedGraphNames();
    const advice = `name a saved graph, or one that ships: ${names.join(', ')}.${didYouMean(name, names)}`;
    throw new CommandError(`${name}: ${what}; ${advice}`, EXIT.wrong);
  });
  const parsed = parseGraphText(text);
  if ('graph' in parsed) return parsed.graph;
  throw new CommandError(
    parsed.problems.map((problem) => `${name}: ${formatProblem(problem)}`),
    EXIT.wrong,
    parsed.problems.map((problem) => ({ event: 'problem', graph: name, ...problem })),
  );
}

/** A `NAME=VALUE` of the command line taken apart. */
export function parsePair(text: string, option: string): [name: string, value: string] {
  const equals = text.indexOf('=');
  if (equals < 1) throw new CommandError(`${option} ${text}: expected NAME=VALUE`, EXIT.usage);
  return [text.slice(0, equals), text.slice(equals + 1)];
}

/** The values of `--in`, each as its param wants it, and the files among them, which may be read. */
export function readInputs(
  graph: Graph,
  registry: Registry,
  pairs: readonly string[],
): { inputs: Map<string, Json>; files: Set<string> } {
  const known = interfaceOf(graph, registry).inputs;
  const inputs = new Map<string, Json>();
  const files = new Set<string>();
  for (const pair of pairs) {
    const [name, text] = parsePair(pair, '--in');
    if (inputs.has(name)) throw new CommandError(`--in ${name}: given twice; give each input one value`, EXIT.usage);
    const param = known.get(name)?.param;
    if (param?.kind === 'file' && param.access === 'write') {
      throw new CommandError(`--in ${name}: this input names a file to write; use --out`, EXIT.wrong);
    }
    const value = readValue(param, text);
    if (param?.kind === 'file') files.add(String(value));
    inputs.set(name, value);
  }
  return { inputs, files };
}

/** Numbers as numbers, true and false as such, a file as an absolute path. */
function readValue(param: Param | undefined, text: string): Json {
  switch (param?.kind) {
    case 'file':
      return resolve(text);
    case 'float':
    case 'int':
    case 'seed':
      return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
    case 'bool':
      return text === 'true' ? true : text === 'false' ? false : text;
    default:
      return text;
  }
}

/** The files that a graph's own params name to be read. */
export function filesRead({ graph, folder }: GraphFile, registry: Registry): string[] {
  return filesOf(graph, registry, 'read').map((name) => resolve(folder, name));
}

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { formatProblem, type Graph, type Json, parseEndpoint, parseGraphText } from '@moodwire/engine';
import { shippedGraph } from '../host/places.js';
import { registry } from '../host/registry.js';
import { CommandError, EXIT } from './exit.js';

export type GraphFile = { readonly graph: Graph; readonly file: string; readonly folder: string };

/** Reads a graph by its path or, when no file has that name, by the short name of one that ships. */
export async function readGraphFile(name: string): Promise<GraphFile> {
  const file = existsSync(name) || !existsSync(shippedGraph(name)) ? resolve(name) : shippedGraph(name);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const what =
      error.code === 'ENOENT' ? 'there is no such file' : error.code === 'EISDIR' ? 'it is a folder' : error.message;
    throw new CommandError(`${name}: ${what}; name a saved graph, for example graphs/affective-edit.json`, EXIT.wrong);
  });
  const parsed = parseGraphText(text);
  if (!('graph' in parsed)) {
    throw new CommandError(
      parsed.problems.map((problem) => `${name}: ${formatProblem(problem)}`).join('\n'),
      EXIT.wrong,
    );
  }
  return { graph: parsed.graph, file, folder: dirname(file) };
}

/** A `NAME=VALUE` of the command line taken apart. */
export function parsePair(text: string, option: string): [name: string, value: string] {
  const equals = text.indexOf('=');
  if (equals < 1) throw new CommandError(`${option} ${text}: expected NAME=VALUE`, EXIT.usage);
  return [text.slice(0, equals), text.slice(equals + 1)];
}

/**
 * The value of a graph's input as its param wants it: numbers as numbers, true and false as such, and a file as an
 * absolute path, which is added to `granted`.
 */
export function readInput(graph: Graph, name: string, text: string, granted: Set<string>): Json {
  const target = parseEndpoint(graph.interface?.inputs?.[name] ?? '');
  const node = target && graph.nodes[target.node];
  const param = node && registry.get(node.type)?.params[target.port];
  switch (param?.kind) {
    case 'file': {
      const path = resolve(text);
      granted.add(path);
      return path;
    }
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

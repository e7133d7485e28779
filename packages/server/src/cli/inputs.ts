import { resolve } from 'node:path';
import { type Graph, type Json, type Param, portName, type Registry } from '@moodwire/engine';
import type { GraphFile } from '../graph/graph-file.js';
import { paramOfInput, portOfInput } from '../graph/interface-param.js';
import { CommandError, EXIT } from './exit.js';

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
  const inputs = new Map<string, Json>();
  const files = new Set<string>();
  for (const pair of pairs) {
    const [name, text] = parsePair(pair, '--in');
    if (inputs.has(name)) throw new CommandError(`--in ${name}: given twice; give each input one value`, EXIT.usage);
    const param = paramOfInput(graph, registry, name);
    if (param?.kind === 'file' && param.access === 'write') {
      throw new CommandError(`--in ${name}: this input names a file to write; use --out`, EXIT.wrong);
    }
    const port = portOfInput(graph, registry, name);
    if (port && port.kind !== 'text' && port.kind !== 'any') {
      const hint = 'Only params can be set here, and text; in code, run takes any value';
      throw new CommandError(`--in ${name}: it takes ${portName(port)}. ${hint}`, EXIT.wrong);
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
  return Object.values(graph.nodes).flatMap((node) =>
    Object.entries(registry.get(node.type)?.params ?? {}).flatMap(([name, param]) => {
      const value = node.params && Object.hasOwn(node.params, name) ? node.params[name] : undefined;
      return param.kind === 'file' && param.access === 'read' && typeof value === 'string'
        ? [resolve(folder, value)]
        : [];
    }),
  );
}

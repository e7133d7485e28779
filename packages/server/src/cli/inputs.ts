import { resolve } from 'node:path';
import { filesOf, type Graph, interfaceOf, type Json, parseEndpoint, portName, type Registry } from '@moodwire/engine';
import type { GraphFile } from '../graph/graph-file.js';
import { inputValue } from '../graph/input-value.js';
import { CommandError, EXIT } from './exit.js';

/** A `NAME=VALUE` of the command line taken apart. */
export function parsePair(text: string, option: string): [name: string, value: string] {
  const equals = text.indexOf('=');
  if (equals < 1) throw new CommandError(`${option} ${text}: expected NAME=VALUE`, EXIT.usage);
  return [text.slice(0, equals), text.slice(equals + 1)];
}

/** Types of inputs whose values can be written on a command line. */
const WRITABLE = ['text', 'number', 'integer', 'boolean', 'any'];

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
    const input = known.get(name);
    const param = input?.param;
    if (param?.kind === 'file' && param.access === 'write') {
      throw new CommandError(`--in ${name}: this input names a file to write; use --out`, EXIT.wrong);
    }
    if (input && !param && !WRITABLE.includes(input.port.kind)) {
      const hint = 'What can be written can be set here; in code, run takes any value';
      throw new CommandError(`--in ${name}: it takes ${portName(input.port)}. ${hint}`, EXIT.wrong);
    }
    const isFile = param?.kind === 'file' && text !== '';
    const value = isFile ? resolve(text) : inputValue(param?.kind ?? input?.port.kind, text);
    if (isFile) files.add(String(value));
    inputs.set(name, value);
  }
  return { inputs, files };
}

/** What can be said of the inputs that name files, and were not given: which of the graph's own files each one reads. */
export function ownFiles(graph: Graph, registry: Registry, given: ReadonlyMap<string, Json>): string[] {
  return [...interfaceOf(graph, registry).inputs].flatMap(([name, { param }]) => {
    if (given.has(name) || param?.kind !== 'file' || param.access !== 'read') return [];
    const { node, port } = parseEndpoint([graph.interface!.inputs![name]!].flat()[0]!)!;
    const { params = {}, inputs = {} } = graph.nodes[node]!;
    const file = Object.hasOwn(params, port) ? params[port] : param.default;
    if (Object.hasOwn(inputs, port) || typeof file !== 'string' || file === '') return [];
    return [`${name}: the graph's own ${file}; --in ${name}=FILE reads another`];
  });
}

/** The files that a graph's own params name to be read. */
export function filesRead({ graph, folder }: GraphFile, registry: Registry): string[] {
  return filesOf(graph, registry, 'read').map((name) => resolve(folder, name));
}

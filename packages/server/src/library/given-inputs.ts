import { resolve } from 'node:path';
import type { Graph, Registry, Value } from '@moodwire/engine';
import { paramOfInput } from '../graph/interface-param.js';

type GivenInputs = {
  readonly inputs: Readonly<Record<string, Value>>;
  /** Absolute paths that may be read, and written, because the program named them. */
  readonly readable: readonly string[];
  readonly writable: readonly string[];
};

/** The inputs that a program gives: files go from the current folder, and those that are left `undefined` are left out. */
export function givenInputs(
  graph: Graph,
  registry: Registry,
  given: Readonly<Record<string, Value | undefined>>,
): GivenInputs {
  const inputs: Record<string, Value> = {};
  const readable: string[] = [];
  const writable: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const param = paramOfInput(graph, registry, name);
    inputs[name] = value;
    if (param?.kind !== 'file' || typeof value !== 'string') continue;
    const path = resolve(value);
    inputs[name] = path;
    (param.access === 'write' ? writable : readable).push(path);
  }
  return { inputs, readable, writable };
}

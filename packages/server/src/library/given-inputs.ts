import { resolve } from 'node:path';
import { type Graph, interfaceOf, type Registry, type Value } from '@moodwire/engine';

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
  const known = interfaceOf(graph, registry).inputs;
  const inputs: Record<string, Value> = {};
  const readable: string[] = [];
  const writable: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const param = known.get(name)?.param;
    inputs[name] = value;
    if (param?.kind !== 'file' || typeof value !== 'string') continue;
    const path = resolve(value);
    inputs[name] = path;
    (param.access === 'write' ? writable : readable).push(path);
  }
  return { inputs, readable, writable };
}

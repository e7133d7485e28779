import type { Registry } from '../pack/registry.js';
import { isTypedArray, type Json, type Value } from '../value/value.js';
import { didYouMean } from './closest.js';
import type { Graph } from './document.js';
import { type LinkedGraph, linkGraph } from './link-graph.js';
import type { Problem } from './problem.js';

/** A graph called with arguments. */
export type Bound = {
  /** The graph with its params set. */
  readonly graph: Graph;
  /** Values for inputs that are no params, by the names of the interface. */
  readonly outside: Readonly<Record<string, Value>>;
  readonly problems: readonly Problem[];
};

/** The graph with its interface's inputs set to `values`, as a function called with arguments. */
export function bindInputs(graph: Graph, values: Readonly<Record<string, Value>>, registry: Registry): Bound {
  return bind(linkGraph(graph, registry), values);
}

/** As `bindInputs`, for a graph whose links were followed. */
export function bind({ document, root }: LinkedGraph, values: Readonly<Record<string, Value>>): Bound {
  const outside: Record<string, Value> = {};
  const problems: Problem[] = [];
  let nodes: Graph['nodes'] | undefined;
  for (const [name, value] of Object.entries(values)) {
    const places = root.inputs.get(name);
    if (!places) {
      problems.push(unknownInput(name, [...root.inputs.keys()]));
      continue;
    }
    for (const { at, slot } of places) {
      const { id, shape } = root.nodes[at]!;
      const { name: port, param } = shape!.slots[slot]!;
      if (!param || !isJson(value)) {
        outside[name] = value;
        continue;
      }
      nodes ??= { ...document.nodes };
      const node = nodes[id]!;
      const { [port]: _replaced, ...inputs } = node.inputs ?? {};
      nodes[id] = { ...node, inputs, params: { ...node.params, [port]: value } };
    }
  }
  return { graph: nodes ? { ...document, nodes } : document, outside, problems };
}

function unknownInput(name: string, known: readonly string[]): Problem {
  return {
    code: 'unknown-interface-input',
    port: name,
    found: `an input "${name}"`,
    expected: known.length > 0 ? `one of ${known.join(', ')}` : 'a graph with inputs',
    hint: `These are the graph's own names.${didYouMean(name, known)}`,
  };
}

function isJson(value: Value): value is Json {
  if (typeof value !== 'object' || value === null) return true;
  return !isTypedArray(value) && Object.values(value).every((item) => item !== undefined && isJson(item));
}

import type { Registry } from '../pack/registry.js';
import type { Json, Value } from '../value/value.js';
import { isTypedArray } from '../value/value.js';
import { didYouMean } from './closest.js';
import type { Graph } from './document.js';
import { parseEndpoint } from './link.js';
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
  const known = graph.interface?.inputs ?? {};
  const outside: Record<string, Value> = {};
  const problems: Problem[] = [];
  let nodes: Graph['nodes'] | undefined;
  for (const [name, value] of Object.entries(values)) {
    if (!Object.hasOwn(known, name)) {
      problems.push({
        code: 'unknown-interface-input',
        port: name,
        found: `an input "${name}"`,
        expected: Object.keys(known).length > 0 ? `one of ${Object.keys(known).join(', ')}` : 'a graph with inputs',
        hint: `These are the graph's own names.${didYouMean(name, Object.keys(known))}`,
      });
      continue;
    }
    for (const text of [known[name]!].flat()) {
      const target = parseEndpoint(text);
      const from: Graph['nodes'] = nodes ?? graph.nodes;
      const node = target && Object.hasOwn(from, target.node) ? from[target.node] : undefined;
      const definition = node && registry.get(node.type);
      if (!target || !node) continue; // the validator says what is wrong with the graph itself
      if (!definition || !Object.hasOwn(definition.params, target.port) || !isJson(value)) {
        outside[name] = value;
        continue;
      }
      const { [target.port]: _replaced, ...inputs } = node.inputs ?? {};
      nodes ??= { ...graph.nodes };
      nodes[target.node] = { ...node, inputs, params: { ...node.params, [target.port]: value } };
    }
  }
  return { graph: nodes ? { ...graph, nodes } : graph, outside, problems };
}

function isJson(value: Value): value is Json {
  if (typeof value !== 'object' || value === null) return true;
  return !isTypedArray(value) && Object.values(value).every((item) => item !== undefined && isJson(item));
}

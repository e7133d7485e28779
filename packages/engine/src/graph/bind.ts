import type { Registry } from '../pack/registry.js';
import { unfit } from '../value/plain.js';
import type { Json, Value } from '../value/value.js';
import { createSuggester } from './closest.js';
import type { Graph, GraphNode } from './document.js';
import { type LinkedGraph, linkGraph } from './link-graph.js';
import type { Problem } from './problem.js';
import { listOf, short } from './words.js';

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
  const names = [...root.inputs.keys()];
  const suggest = createSuggester();
  // Gathered first: a node of many inputs is copied once, however many of its params are set.
  const settings = new Map<string, Map<string, Json>>();
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue; // left out
    const places = root.inputs.get(name);
    if (!places) {
      problems.push({
        code: 'unknown-interface-input',
        port: short(name),
        found: `an input "${short(name)}"`,
        expected: names.length > 0 ? `one of ${listOf(names)}` : 'a graph with inputs',
        hint: `These are the graph's own names.${suggest(name, names)}`,
      });
      continue;
    }
    const isParam = isJson(value);
    for (const { at, slot } of places) {
      const { id, shape } = root.nodes[at]!;
      const { name: port, param } = shape!.slots[slot]!;
      if (!param || !isParam) {
        outside[name] = value;
        continue;
      }
      const set = settings.get(id) ?? new Map<string, Json>();
      settings.set(id, set.set(port, value));
    }
  }
  if (settings.size === 0) return { graph: document, outside, problems };
  const nodes = { ...document.nodes };
  for (const [id, params] of settings) nodes[id] = withParams(nodes[id]!, params);
  return { graph: { ...document, nodes }, outside, problems };
}

/** The node with these params set, and no longer fed by links. */
function withParams(node: GraphNode, params: ReadonlyMap<string, Json>): GraphNode {
  const inputs = Object.entries(node.inputs ?? {}).filter(([name]) => !params.has(name));
  return {
    ...node,
    inputs: Object.fromEntries(inputs),
    params: { ...node.params, ...Object.fromEntries(params) },
  };
}

function isJson(value: Value): value is Json {
  return typeof value !== 'object' || unfit(value) === undefined;
}

import type { Value } from '../value/value.js';
import type { Graph } from './document.js';

/** A graph in place of a result: it is run, and what its interface gives are the node's outputs. */
export type Expansion = { readonly expansion: Graph; readonly inputs: Readonly<Record<string, Value>> };

/**
 * What a node returns that wants a graph run in its place. The graph's interface must give each of the node's outputs;
 * `inputs` are values for the inputs that it names. Its nodes are cached, shown and cancelled like any other. To the
 * compiler this is the outputs that it stands for.
 */
export function expand<O = never>(graph: Graph, inputs: Readonly<Record<string, Value>> = {}): O {
  const expansion: Expansion = { expansion: graph, inputs };
  return expansion as O;
}

export function isExpansion(made: unknown): made is Expansion {
  return typeof made === 'object' && made !== null && 'expansion' in made;
}

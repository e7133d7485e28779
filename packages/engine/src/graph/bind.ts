import type { Json } from '../value/value.js';
import { didYouMean } from './closest.js';
import type { Graph } from './document.js';
import { parseEndpoint } from './link.js';
import type { Problem } from './problem.js';

/** The graph with its interface's inputs set to `values`, as a function called with arguments. */
export function bindInputs(
  graph: Graph,
  values: Readonly<Record<string, Json>>,
): { readonly graph: Graph; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const known = graph.interface?.inputs ?? {};
  const nodes = { ...graph.nodes };
  for (const [name, value] of Object.entries(values)) {
    const target = Object.hasOwn(known, name) ? parseEndpoint(known[name]!) : undefined;
    const node = target && Object.hasOwn(nodes, target.node) ? nodes[target.node] : undefined;
    if (!target || !node) {
      problems.push({
        code: 'unknown-interface-input',
        port: name,
        found: `an input "${name}"`,
        expected: Object.keys(known).length > 0 ? `one of ${Object.keys(known).join(', ')}` : 'a graph with inputs',
        hint: `These are the graph's own names.${didYouMean(name, Object.keys(known))}`,
      });
      continue;
    }
    const { [target.port]: _replaced, ...inputs } = node.inputs ?? {};
    nodes[target.node] = { ...node, inputs, params: { ...node.params, [target.port]: value } };
  }
  return { graph: { ...graph, nodes }, problems };
}

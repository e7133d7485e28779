import type { Registry } from '../pack/registry.js';
import type { Json } from '../value/value.js';
import { didYouMean } from './closest.js';
import type { Graph } from './document.js';
import { parseEndpoint } from './link.js';
import type { Problem } from './problem.js';

/** The graph with its interface's inputs set to `values`, as a function called with arguments. */
export function bindInputs(
  graph: Graph,
  values: Readonly<Record<string, Json>>,
  registry: Registry,
): { readonly graph: Graph; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const known = graph.interface?.inputs ?? {};
  const nodes = { ...graph.nodes };
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
    const target = parseEndpoint(known[name]!);
    const node = target && Object.hasOwn(nodes, target.node) ? nodes[target.node] : undefined;
    const definition = node && registry.get(node.type);
    if (!target || !node || !definition) continue; // the validator says what is wrong with the graph itself
    if (Object.hasOwn(definition.inputs, target.port)) {
      problems.push({
        code: 'bad-interface',
        port: name,
        found: `a value for "${known[name]}", which a link feeds`,
        expected: 'an input that sets a param',
        hint: `Only params can be set: point interface.inputs.${name} at one.`,
      });
    }
    if (!Object.hasOwn(definition.params, target.port)) continue;
    const { [target.port]: _replaced, ...inputs } = node.inputs ?? {};
    nodes[target.node] = { ...node, inputs, params: { ...node.params, [target.port]: value } };
  }
  return { graph: { ...graph, nodes }, problems };
}

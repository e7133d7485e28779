import type { Registry } from '../pack/registry.js';
import type { Param } from '../port/param.js';
import type { Port } from '../port/port.js';
import type { Graph } from './document.js';
import { linkGraph } from './link-graph.js';

/** An input that a graph's interface names. */
export type InterfaceInput = {
  readonly port: Port;
  /** The param that it sets, with its range and help; none for an input that takes a value such as a picture. */
  readonly param?: Param;
  /** Must it be given? */
  readonly isRequired: boolean;
};

/** A graph as a function: what its interface takes and gives. Names that lead nowhere are left out. */
export function interfaceOf(
  graph: Graph,
  registry: Registry,
): { readonly inputs: ReadonlyMap<string, InterfaceInput>; readonly outputs: ReadonlyMap<string, Port> } {
  const { root } = linkGraph(graph, registry);
  const inputs = new Map<string, InterfaceInput>();
  for (const [name, [place]] of root.inputs) {
    const node = place && root.nodes[place.at];
    const slot = place && node?.shape?.slots[place.slot];
    if (!node || !slot) continue;
    const isRequired = !slot.optional && node.feeds[slot.at] === undefined;
    inputs.set(name, { port: slot.port, isRequired, ...(slot.param ? { param: slot.param } : {}) });
  }
  const outputs = new Map<string, Port>();
  for (const [name, { at, out }] of root.outputs) {
    const { shape, document } = root.nodes[at]!;
    outputs.set(name, (document.map === undefined ? shape!.outputPorts : shape!.listPorts)[out]!);
  }
  return { inputs, outputs };
}

import type { Inputs, NodeDefinition, Outputs, Params, ParamValues } from '../node/node.js';
import type { Port, ValueOf } from '../port/port.js';
import type { Json } from '../value/value.js';
import { emptyGraph, type Graph, type GraphNode } from './document.js';
import { freezeGraph } from './frozen.js';

/** An output of a node that was added: what other nodes are wired to. `T` is checked by the compiler. */
export type Ref<T> = { readonly link: string; readonly '~value'?: T };

type Refs<O extends Outputs> = { readonly [K in keyof O]: Ref<ValueOf<O[K]>> };

type Fed<P> = P extends Port<readonly (infer Item)[]> ? Ref<readonly Item[]> | readonly Ref<Item>[] : Ref<ValueOf<P>>;

type Wires<I extends Inputs> = {
  readonly [K in keyof I as I[K] extends { optional: true } ? never : K]: Fed<I[K]>;
} & { readonly [K in keyof I as I[K] extends { optional: true } ? K : never]?: Fed<I[K]> };

type Settings<P extends Params> = { readonly [K in keyof P]?: ParamValues<P>[K] | Ref<ParamValues<P>[K]> };

export type GraphBuilder = {
  /** Adds a node under a readable id and gives its outputs to wire on. Wrong wiring does not compile. */
  add<I extends Inputs, P extends Params, O extends Outputs>(
    id: string,
    definition: NodeDefinition<I, P, O>,
    wiring: Wires<I> & Settings<P>,
  ): Refs<O>;
  /** Names an input of the graph: `node.param`. */
  input(name: string, target: string): void;
  /** Names an output of the graph. */
  output(name: string, ref: Ref<unknown>): void;
  readonly graph: Graph;
};

/** Builds a graph document in code. Throws `RangeError` when an id is taken. */
export function buildGraph(title?: string): GraphBuilder {
  const nodes = new Map<string, GraphNode>();
  const inputs: Record<string, string> = {};
  const outputs: Record<string, string> = {};
  return {
    add(id, definition, wiring) {
      if (nodes.has(id)) throw new RangeError(`the graph has a node "${id}" already`);
      const links: Record<string, string | string[]> = {};
      const params: Record<string, Json> = {};
      for (const [name, given] of Object.entries(wiring as Record<string, unknown>)) {
        if (given === undefined) continue;
        if (isRef(given)) links[name] = given.link;
        else if (Array.isArray(given) && given.every(isRef)) links[name] = given.map((ref) => ref.link);
        else params[name] = given as Json;
      }
      nodes.set(id, { type: definition.type, inputs: links, params });
      const refs = Object.keys(definition.outputs).map((name) => [name, { link: `${id}.${name}` }] as const);
      return Object.fromEntries(refs) as Refs<typeof definition.outputs>;
    },
    input(name, target) {
      inputs[name] = target;
    },
    output(name, ref) {
      outputs[name] = ref.link;
    },
    get graph() {
      const named = { inputs: { ...inputs }, outputs: { ...outputs } };
      return freezeGraph({ ...emptyGraph(title), interface: named, nodes: Object.fromEntries(nodes) });
    },
  };
}

function isRef(value: unknown): value is Ref<unknown> {
  return typeof value === 'object' && value !== null && 'link' in value && typeof value.link === 'string';
}

import type { Inputs, NodeDefinition, Outputs, Params, ParamValues } from '../node/node.js';
import type { Port, ValueOf } from '../port/port.js';
import type { Json } from '../value/value.js';
import { emptyGraph, type Graph, type GraphNode } from './document.js';
import { freezeGraph } from './frozen.js';

/** An output of a node that was added: what other nodes are wired to. `T` is checked by the compiler. */
export type Ref<T> = { readonly link: string; readonly '~value'?: T };

/** An input of the graph itself: what it is wired to is set when the graph runs, or else has its default. */
export type Input<T> = { readonly input: string; readonly default?: Json; readonly '~value'?: T };

type Refs<O extends Outputs> = { readonly [K in keyof O]: Ref<ValueOf<O[K]>> };
type ListRefs<O extends Outputs> = { readonly [K in keyof O]: Ref<readonly ValueOf<O[K]>[]> };

type FedList<T> = T extends readonly (infer Item)[] ? readonly Ref<Item>[] : never;
type Fed<P> = Ref<ValueOf<P>> | Input<ValueOf<P>> | (P extends Port<readonly unknown[]> ? FedList<ValueOf<P>> : never);
/** What may feed an input where the node runs once for each item: one of what it takes, or a list of them. */
type FedEach<P> = Fed<P> | Ref<readonly ValueOf<P>[]> | readonly Ref<ValueOf<P>>[];

type Needed<I extends Inputs> = { [K in keyof I]: I[K] extends { optional: true } ? never : K }[keyof I];

type Wires<I extends Inputs> = { readonly [K in Needed<I>]: Fed<I[K]> } & {
  readonly [K in Exclude<keyof I, Needed<I>>]?: Fed<I[K]>;
};
type WiresEach<I extends Inputs> = { readonly [K in Needed<I>]: FedEach<I[K]> } & {
  readonly [K in Exclude<keyof I, Needed<I>>]?: FedEach<I[K]>;
};

type Setting<T> = T | Ref<T> | Input<T>;
type Settings<P extends Params> = { readonly [K in keyof P]?: Setting<ParamValues<P>[K]> };
type SettingsEach<P extends Params> = {
  readonly [K in keyof P]?: Setting<ParamValues<P>[K]> | Ref<readonly ParamValues<P>[K][]>;
};

type NodeOptions = { readonly title?: string; readonly mode?: 'bypass' | 'mute' };
type MapOptions = NodeOptions & { readonly map: NonNullable<GraphNode['map']> };

export type GraphBuilder = {
  /**
   * Adds a node under a readable id and gives its outputs to wire on. Wrong wiring does not compile. With `map` it runs
   * once for each item of the lists that feed it, and gives lists.
   */
  add<I extends Inputs, P extends Params, O extends Outputs>(
    id: string,
    definition: NodeDefinition<I, P, O>,
    wiring: Wires<I> & Settings<P>,
    options?: NodeOptions & { readonly map?: never },
  ): Refs<O>;
  add<I extends Inputs, P extends Params, O extends Outputs>(
    id: string,
    definition: NodeDefinition<I, P, O>,
    wiring: WiresEach<I> & SettingsEach<P>,
    options: MapOptions,
  ): ListRefs<O>;
  /** Names an input of the graph: `node.param`. */
  input(name: string, target: string): void;
  /** Names an output of the graph. */
  output(name: string, ref: Ref<unknown>): void;
  readonly graph: Graph;
};

/** Builds a graph document in code. Throws `RangeError` when an id is taken. */
export function buildGraph(title?: string): GraphBuilder {
  const nodes = new Map<string, GraphNode>();
  const inputs: Record<string, string | string[]> = {};
  const outputs: Record<string, string> = {};

  function add(
    id: string,
    definition: { readonly type: string; readonly outputs: Outputs },
    wiring: Readonly<Record<string, unknown>>,
    options: NodeOptions & Partial<MapOptions> = {},
  ): Record<string, Ref<unknown>> {
    if (nodes.has(id)) throw new RangeError(`the graph has a node "${id}" already`);
    const links: Record<string, string | string[]> = {};
    const params: Record<string, Json> = {};
    for (const [name, given] of Object.entries(wiring)) {
      if (given === undefined) continue;
      if (isRef(given)) links[name] = given.link;
      else if (isInput(given)) {
        inputs[given.input] = [inputs[given.input] ?? [], `${id}.${name}`].flat();
        if (given.default !== undefined) params[name] = given.default;
      } else if (Array.isArray(given) && given.every(isRef)) links[name] = given.map((ref) => ref.link);
      else params[name] = given as Json;
    }
    nodes.set(id, { type: definition.type, ...options, inputs: links, params });
    return Object.fromEntries(Object.keys(definition.outputs).map((name) => [name, { link: `${id}.${name}` }]));
  }

  return {
    add: add as GraphBuilder['add'],
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

const isRef = (value: unknown): value is Ref<unknown> => hasText(value, 'link');
const isInput = (value: unknown): value is Input<unknown> => hasText(value, 'input');

function hasText(value: unknown, name: string): boolean {
  return typeof value === 'object' && value !== null && typeof (value as Record<string, unknown>)[name] === 'string';
}

import type { Param, ParamValue } from '../port/param.js';
import type { Port, ValueOf } from '../port/port.js';
import type { Json } from '../value/value.js';
import { buildGraph, type GraphBuilder, type Input, type Ref } from './build.js';
import type { Graph } from './document.js';

/** A graph whose interface the compiler knows. At run time it is the document alone. */
export type TypedGraph<I, O> = Graph & { readonly '~call'?: (inputs: I) => O };

/** What a graph takes: ports for values that must be given unless they are `optional`, params for those with a default. */
type Takes = Readonly<Record<string, Port | Param>>;

type TakenValue<T> = T extends Param ? ParamValue<T> : ValueOf<T>;
type Needed<I extends Takes> = {
  [K in keyof I]: I[K] extends Param | { optional: true } ? never : K;
}[keyof I];

/** What a run of such a graph is given. */
type Taken<I extends Takes> = { readonly [K in Needed<I>]: TakenValue<I[K]> } & {
  readonly [K in Exclude<keyof I, Needed<I>>]?: TakenValue<I[K]>;
};

type Wired<I extends Takes> = { readonly [K in keyof I]: Input<TakenValue<I[K]>> };

type Gives = Readonly<Record<string, Ref<unknown>>>;
/** What a run of such a graph gives. */
type Given<O extends Gives> = { readonly [K in keyof O]: O[K] extends Ref<infer T> ? T : never };

/**
 * A graph as a function: `inputs` says what it takes, and what `build` returns is what it gives, both by name and with
 * their types. Throws `RangeError` when an id is taken, or when an input is wired to nothing.
 */
export function defineGraph<I extends Takes, O extends Gives>(spec: {
  readonly title?: string;
  readonly inputs: I;
  build(graph: Pick<GraphBuilder, 'add'>, inputs: Wired<I>): O;
}): TypedGraph<Taken<I>, Given<O>> {
  const builder = buildGraph(spec.title);
  const inputs = Object.entries(spec.inputs).map(([name, taken]) => [name, inputOf(name, taken)] as const);
  const outputs = spec.build(builder, Object.fromEntries<unknown>(inputs) as Wired<I>);
  for (const [name, ref] of Object.entries(outputs)) builder.output(name, ref);
  const { graph } = builder;
  for (const [name] of inputs) {
    if (!Object.hasOwn(graph.interface?.inputs ?? {}, name)) {
      throw new RangeError(`the input "${name}" is wired to nothing: wire it, or take it away`);
    }
  }
  return graph;
}

function inputOf(name: string, taken: Port | Param): Input<never> {
  return 'default' in taken ? { input: name, default: taken.default as Json } : { input: name };
}

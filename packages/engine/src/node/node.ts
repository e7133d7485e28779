import type { Param, ParamValue } from '../port/param.js';
import type { Demand, LazyPort, OptionalPort, Port, ValueOf } from '../port/port.js';
import type { Value } from '../value/value.js';
import type { FlowContext, FlowResults } from './flow.js';
import type { Host } from './host.js';

export type Inputs = Readonly<Record<string, Port | OptionalPort | LazyPort>>;
export type Params = Readonly<Record<string, Param>>;
export type Outputs = Readonly<Record<string, Port>>;

type InputValue<P> = P extends { lazy: true } ? Demand<ValueOf<P>> : ValueOf<P>;

export type InputValues<I extends Inputs> = {
  readonly [K in keyof I]: I[K] extends { optional: true } ? InputValue<I[K]> | undefined : InputValue<I[K]>;
};
export type ParamValues<P extends Params> = { readonly [K in keyof P]: ParamValue<P[K]> };
export type OutputValues<O extends Outputs> = { readonly [K in keyof O]: ValueOf<O[K]> };

/** What a node is given when it runs. */
export type RunContext<I extends Inputs = Inputs, P extends Params = Params> = {
  readonly inputs: InputValues<I>;
  readonly params: ParamValues<P>;
  /** Aborted when the run is cancelled. A node that works for long looks at it between steps. */
  readonly signal: AbortSignal;
  readonly host: Host;
  /** Reports that `done` of `total` steps are finished. */
  progress(done: number, total: number): void;
  /**
   * Shows an intermediate result, for example a picture in the middle of a denoise. What takes work to make is given as a
   * function: it is called at once, and only if somebody looks.
   */
  preview(value: Value | (() => Value)): void;
};

type MaybePromise<T> = T | Promise<T>;

/** What is wired, drawn and documented of a kind of node. */
type Declaration<I extends Inputs, P extends Params, O extends Outputs> = {
  /** `category/name`, lower case with hyphens. */
  readonly type: string;
  readonly title: string;
  /** Raised when the same inputs give other bytes: it is part of the key. */
  readonly version: number;
  readonly summary: string;
  readonly inputs: I;
  readonly params: P;
  readonly outputs: O;
  /** `never` for a node whose purpose is its effect, such as writing a file. */
  readonly cache?: 'never';
  /** What the result depends on beyond inputs and params: for a file, the hash of its content. */
  fingerprint?(context: { readonly params: ParamValues<P>; readonly host: Host }): MaybePromise<string>;
};

/** A kind of node, declared once: what is wired, what is drawn, what is documented and what runs. */
export type NodeDefinition<
  I extends Inputs = Inputs,
  P extends Params = Params,
  O extends Outputs = Outputs,
> = Declaration<I, P, O> & {
  /** `backend` for what needs a network's weights; `host` for what needs the user's files. */
  readonly runsOn: 'host' | 'backend';
  /** Gives the outputs, or `expand(graph, inputs)`: a graph whose outputs they are. */
  run(context: RunContext<I, P>): MaybePromise<OutputValues<O>>;
};

/** A node that steers: it passes values on without looking at them, and runs its body as often as it likes. */
export type FlowNode = Declaration<Inputs, Params, Outputs> & {
  readonly runsOn: 'engine';
  /**
   * For a node whose param `body` names a subgraph: itself with ports that fit this body, or what is wrong with the
   * body, in words.
   */
  derive?(body: AnyNode): FlowNode | string;
  flow(context: FlowContext): Promise<FlowResults>;
};

/** A definition whose exact ports are not known to the compiler: what registries and the executor hold. */
export type AnyNode = NodeDefinition | FlowNode;

/** Declares a node. Gives the definition back; its types are inferred from the ports and params. */
export function defineNode<const I extends Inputs, const P extends Params, const O extends Outputs>(
  definition: NodeDefinition<I, P, O>,
): NodeDefinition<I, P, O> {
  return definition;
}

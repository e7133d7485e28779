import type { Handle } from '../value/handle.js';
import type { Json, Value } from '../value/value.js';

/** What feeds an input: one value, or several in a list. */
export type Fed = Handle | readonly Handle[];

export type FlowResults = Readonly<Record<string, Handle>>;

/** What a flow node is given when it runs. All that it gets and makes is let go when it is done. */
export type FlowContext = {
  /** What feeds its inputs, those that are lazy left out. */
  readonly inputs: Readonly<Record<string, Fed | undefined>>;
  readonly params: Readonly<Record<string, Json>>;
  readonly signal: AbortSignal;
  /** Has a lazy input computed. Nothing when it is not connected; rejects when what feeds it failed. */
  demand(input: string): Promise<Fed | undefined>;
  /** Runs its body once. `name` stands in the path of the body's nodes. */
  call(name: string, inputs: Readonly<Record<string, Fed>>): Promise<FlowResults>;
  read(handle: Handle): Promise<Value>;
  hold(value: Value): Handle;
  /** The items of a list. */
  items(list: Fed): Promise<readonly Handle[]>;
  /** Lets a value go before the node is done. */
  drop(handle: Handle): void;
  progress(done: number, total: number): void;
};

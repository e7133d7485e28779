import type { Fed, FlowContext, FlowResults } from '../node/flow.js';
import type { AnyNode } from '../node/node.js';
import type { Handle } from '../value/handle.js';
import { carriedNames } from './body.js';

export type Rounds = {
  /** Runs the body once more, with `extra` beside what is carried over from the round before. */
  next(extra: Readonly<Record<string, Fed>>): Promise<FlowResults>;
  /** What the last round gave; before the first, what goes into it. */
  results(): FlowResults;
};

/** Runs a body again and again: what it gives under the name of an input goes into the next round. */
export function createRounds(context: FlowContext, body: AnyNode): Rounds {
  const { inputs, params, hold, drop, call } = context;
  const carried = carriedNames(body);
  const steady: Record<string, Fed> = {};
  for (const [name, fed] of Object.entries(inputs)) {
    if (fed !== undefined && Object.hasOwn(body.inputs, name)) steady[name] = fed;
  }
  for (const [name, value] of Object.entries(params)) {
    if (Object.hasOwn(body.params, name)) steady[name] = hold(value);
  }
  let last: FlowResults | undefined;
  let round = 0;
  return {
    async next(extra) {
      context.signal.throwIfAborted();
      const given: Record<string, Fed> = { ...steady, ...extra };
      for (const name of carried) if (last) given[name] = last[name]!;
      const made = await call(String(round++), given);
      for (const handle of Object.values(last ?? {})) drop(handle);
      last = made;
      return made;
    },
    results() {
      if (last) return last;
      const first = carried.flatMap((name) => {
        const fed = steady[name];
        return fed !== undefined && 'digest' in fed ? [[name, fed] as [string, Handle]] : [];
      });
      return Object.fromEntries(first);
    },
  };
}

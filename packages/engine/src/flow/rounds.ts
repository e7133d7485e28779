import { MoodwireError } from '../node/failure.js';
import type { Fed, FlowContext, FlowResults } from '../node/flow.js';
import type { AnyNode } from '../node/node.js';
import type { Handle } from '../value/handle.js';
import { carriedNames } from './body.js';

export type Rounds = {
  /** Runs the body once more, with `extra` beside what is carried over from the round before. */
  next(extra: Readonly<Record<string, Fed>>): Promise<FlowResults>;
  /** What the last round gave; before the first, what goes into it. Throws where nothing does, or not all of it. */
  results(): Promise<FlowResults>;
};

/** Runs a body again and again: what it gives under the name of an input goes into the next round. */
export function createRounds(context: FlowContext, body: AnyNode): Rounds {
  const { inputs, params, hold, read, drop, call } = context;
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
    async results() {
      if (last) return last;
      const first: Record<string, Handle> = {};
      for (const name of Object.keys(body.outputs)) {
        const fed = carried.includes(name) ? steady[name] : undefined;
        if (fed === undefined) throw new MoodwireError(noRound(name, carried));
        first[name] = 'digest' in fed ? fed : hold(await Promise.all(fed.map(read)));
      }
      return first;
    },
  };
}

function noRound(name: string, carried: readonly string[]): string {
  const why = carried.includes(name)
    ? `nothing feeds the input "${name}": link one to it, or run a round`
    : `only a round makes it; what goes through without one is ${carried.join(', ')}: run a round, or take it out of the body's outputs`;
  return `it ran no round, so that there is no "${name}": ${why}`;
}

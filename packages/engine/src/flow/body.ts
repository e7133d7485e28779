import type { AnyNode, Inputs, Params } from '../node/node.js';

/** The ports of a body, without those that the loop itself feeds or reads. */
export function without<P extends Inputs | Params | AnyNode['outputs']>(ports: P, ...names: readonly string[]): P {
  return Object.fromEntries(Object.entries(ports).filter(([name]) => !names.includes(name))) as P;
}

/** The outputs of a body that come back to it as inputs in the next round: those that have the same name. */
export function carriedNames(body: AnyNode): string[] {
  return Object.keys(body.outputs).filter(
    (name) => Object.hasOwn(body.inputs, name) || Object.hasOwn(body.params, name),
  );
}

/** What a loop in words: "an output that is an input too", for a body that has none. */
export const NOTHING_CARRIED =
  'an output that has the name of an input, so that a round can go on from the one before it';

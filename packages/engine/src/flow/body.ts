import type { AnyNode, Inputs, Params } from '../node/node.js';
import { assignable, portName } from '../port/port.js';

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

/** What is wrong with a body that is to go round, in words: what it gives must fit where it comes back. */
export function carryProblem(body: AnyNode): string | undefined {
  const names = carriedNames(body);
  if (names.length === 0)
    return 'an output that has the name of an input, so that a round can go on from the one before it';
  for (const name of names) {
    const [from, to] = [body.outputs[name]!, body.inputs[name] ?? body.params[name]!.port];
    if (assignable(from, to).ok) continue;
    return `an output "${name}" that can be its input "${name}" in the next round: ${portName(to)}, not ${portName(from)}`;
  }
  return undefined;
}

import type { AnyNode } from '../node/node.js';
import type { Param } from '../port/param.js';
import type { Port } from '../port/port.js';
import type { Json } from '../value/value.js';

/** A place of a node that a link can feed: an input, or a param. */
export type Slot = {
  readonly name: string;
  /** Its place among all slots of the node: inputs first, then params. */
  readonly at: number;
  readonly port: Port;
  readonly param?: Param;
  readonly optional: boolean;
  readonly lazy: boolean;
};

/** A definition, laid out for linking and running: its slots and outputs by place and by name. */
export type Shape = {
  readonly node: AnyNode;
  /** What every key of such a node begins with. */
  readonly head: string;
  readonly slots: readonly Slot[];
  readonly slot: ReadonlyMap<string, Slot>;
  readonly inputs: readonly Slot[];
  readonly params: readonly Slot[];
  readonly hasLazy: boolean;
  readonly outputs: readonly string[];
  readonly output: ReadonlyMap<string, number>;
  readonly outputPorts: readonly Port[];
  /** The types of its outputs where the node is mapped over a list. */
  readonly listPorts: readonly Port[];
  readonly defaults: Readonly<Record<string, Json>>;
  /** `head` with the params at their defaults. */
  readonly keyHead: string;
};

const shapes = new WeakMap<AnyNode, Shape>();

export function shapeOf(node: AnyNode): Shape {
  const known = shapes.get(node);
  if (known) return known;
  const inputs = Object.entries(node.inputs).map(
    ([name, port], at): Slot => ({ name, at, port, optional: 'optional' in port, lazy: 'lazy' in port }),
  );
  const params = Object.entries(node.params).map(
    ([name, param], i): Slot => ({
      name,
      at: inputs.length + i,
      port: param.port,
      param,
      optional: true,
      lazy: false,
    }),
  );
  const slots = [...inputs, ...params];
  const head = `${node.type}|${node.version}|`;
  const outputPorts = Object.values(node.outputs);
  const defaults = Object.fromEntries(params.map(({ name, param }) => [name, param!.default as Json]));
  const made: Shape = {
    node,
    head,
    slots,
    slot: new Map(slots.map((slot) => [slot.name, slot])),
    inputs,
    params,
    hasLazy: inputs.some(({ lazy }) => lazy),
    outputs: Object.keys(node.outputs),
    output: new Map(Object.keys(node.outputs).map((name, at) => [name, at])),
    outputPorts,
    listPorts: outputPorts.map((port) => ({ kind: 'list', of: [port] })),
    defaults: Object.freeze(defaults),
    keyHead: `${head}${writeParams(params, defaults)}`,
  };
  shapes.set(node, made);
  return made;
}

/** The params of a node as text for its key: in the order of the declaration, each tagged with its type and length. */
export function writeParams(params: readonly Slot[], values: Readonly<Record<string, Json>>): string {
  let text = '';
  for (let i = 0; i < params.length; i++) text += writeParam(values[params[i]!.name]!);
  return text;
}

function writeParam(value: Json): string {
  switch (typeof value) {
    case 'number':
      return Object.is(value, -0) ? 'd-0;' : `d${value};`;
    case 'string':
      return `s${value.length};${value}`;
    case 'boolean':
      return value ? 't' : 'f';
    default: {
      const text = canonical(value);
      return `j${text.length};${text}`;
    }
  }
}

/** JSON with sorted keys: a param may hold objects whose order means nothing. */
function canonical(value: Json): string {
  if (Object.is(value, -0)) return '-0';
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join()}}`;
}

import type { FlowResults } from '../node/flow.js';
import type { AnyNode, FlowNode } from '../node/node.js';
import type { Param } from '../port/param.js';
import type { Port } from '../port/port.js';
import type { Json } from '../value/value.js';
import type { Suggest } from './closest.js';
import type { Graph } from './document.js';
import type { Fault, Kind, LinkedBody, Subgraphs } from './linked.js';
import { shapeOf } from './shape.js';
import { listOf, pathOf, short } from './words.js';

/** Deeper than people nest, and no risk to the stack. */
const DEEPEST = 32;
/** More than anybody draws. Each node that uses a subgraph has a place for every one of them. */
const MOST_PORTS = 256;

export function createSubgraphs(
  table: Graph['subgraphs'],
  link: (name: string, subgraphs: Subgraphs) => LinkedBody,
): Subgraphs {
  const names = Object.keys(table ?? {});
  const done = new Map<string, Kind>();
  /** How many subgraphs deep each is, itself included. */
  const depths = new Map<string, number>();
  const open: { readonly name: string; depth: number }[] = [];
  const noSubgraph = names.length > 0 ? `one of ${listOf(names)}` : 'the name of a subgraph; there are none';

  function find(name: string, port: string, suggest: Suggest): Kind {
    const kind = done.get(name) ?? make(name, port, suggest);
    const depth = depths.get(name) ?? 0;
    const holder = open.at(-1);
    if (!holder) return kind;
    // Also where the inner ones were linked first, and nothing is open but the holder.
    if (depth >= DEEPEST) return tooDeep(port);
    holder.depth = Math.max(holder.depth, depth + 1);
    return kind;
  }

  function make(name: string, port: string, suggest: Suggest): Kind {
    if (!table || !Object.hasOwn(table, name)) {
      const hint = `Add it under "subgraphs".${suggest(name, names)}`;
      const found = `the subgraph "${short(name)}"`;
      return unknown({ code: 'unknown-subgraph', port, found, expected: noSubgraph, hint });
    }
    const again = open.findIndex((one) => one.name === name);
    if (again >= 0) {
      const circle = [...open.slice(again).map((one) => one.name), name];
      const found = `a circle of subgraphs ${pathOf(circle)}`;
      return unknown({
        code: 'cycle',
        port,
        found,
        expected: 'a subgraph that does not hold itself',
        hint: 'Take it out.',
      });
    }
    if (open.length >= DEEPEST) return tooDeep(port);
    const entry = { name, depth: 1 };
    open.push(entry);
    const body = link(name, subgraphs);
    open.pop();
    const kind = kindOf(name, body);
    done.set(name, kind);
    depths.set(name, entry.depth);
    return kind;
  }

  const subgraphs: Subgraphs = {
    kind: find,
    derived(node, document, suggest) {
      const body = document.params?.['body'];
      if (typeof body !== 'string' || body === '') {
        const hint = 'Name a subgraph to run.';
        return unknown({ code: 'unknown-subgraph', port: 'body', found: 'no body', expected: 'a subgraph', hint });
      }
      const kind = find(body, 'body', suggest);
      if (!kind.shape) return kind;
      const made = derive(node, kind.shape.node);
      if (typeof made !== 'string') return { shape: shapeOf(made), body: kind.body };
      const hint = 'Change the interface of the subgraph.';
      return unknown({ code: 'bad-body', port: 'body', found: `"${short(body)}"`, expected: made, hint });
    },
  };
  return subgraphs;
}

const unknown = (fault: Fault): Kind => ({ shape: undefined, fault });

function tooDeep(port: string): Kind {
  const found = `subgraphs ${DEEPEST + 1} deep`;
  return unknown({ code: 'too-deep', port, found, expected: `at most ${DEEPEST}`, hint: 'Nest less.' });
}

function kindOf(name: string, body: LinkedBody): Kind {
  const ports = body.inputs.size + body.outputs.size;
  if (ports <= MOST_PORTS) return { shape: shapeOf(nodeOf(name, body)), body };
  const found = `the subgraph "${name}" with ${ports} inputs and outputs`;
  const hint = 'Take some out of its interface.';
  return unknown({ code: 'bad-interface', found, expected: `at most ${MOST_PORTS}`, hint });
}

const derivations = new WeakMap<AnyNode, Map<FlowNode, FlowNode | string>>();

/** The same object for the same pair, so that a document changed elsewhere finds the node unchanged. */
function derive(node: FlowNode, body: AnyNode): FlowNode | string {
  let of = derivations.get(body);
  if (!of) {
    of = new Map();
    derivations.set(body, of);
  }
  const known = of.get(node);
  if (known !== undefined) return known;
  const made = node.derive!(body);
  of.set(node, made);
  return made;
}

/** A subgraph as a kind of node: what its interface names are its inputs, params and outputs. */
function nodeOf(name: string, body: LinkedBody): FlowNode {
  const { document, nodes } = body;
  const inputs: Record<string, Port> = {};
  const params: Record<string, Param> = {};
  const outputs: Record<string, Port> = {};
  for (const [input, places] of body.inputs) {
    const [first] = places;
    const node = first && nodes[first.at];
    const slot = first && node?.shape?.slots[first.slot];
    if (!node || !slot) continue;
    if (slot.param) params[input] = { ...slot.param, default: node.params[slot.name] as Json };
    // What feeds it inside holds unless something else is given.
    else if (slot.optional || node.feeds[slot.at] !== undefined)
      inputs[input] = { ...slot.port, optional: true } as Port;
    else inputs[input] = slot.port;
  }
  for (const [output, { at, out }] of body.outputs) {
    const { shape, document: node } = nodes[at]!;
    outputs[output] = (node.map === undefined ? shape!.outputPorts : shape!.listPorts)[out]!;
  }
  return {
    type: `subgraph/${name}`,
    title: document.title ?? name,
    version: 1,
    summary: document.description ?? '',
    inputs,
    params,
    outputs,
    runsOn: 'engine',
    async flow({ inputs: fed, params: set, call, hold }): Promise<FlowResults> {
      const all = Object.entries(fed).filter((entry): entry is [string, NonNullable<(typeof entry)[1]>] => !!entry[1]);
      return call('', {
        ...Object.fromEntries(all),
        ...Object.fromEntries(Object.entries(set).map(([n, v]) => [n, hold(v)])),
      });
    },
  };
}

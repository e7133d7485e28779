import type { FlowResults } from '../node/flow.js';
import type { AnyNode, FlowNode } from '../node/node.js';
import type { Param } from '../port/param.js';
import type { Port } from '../port/port.js';
import type { Json } from '../value/value.js';
import { didYouMean } from './closest.js';
import type { Graph, GraphNode } from './document.js';
import type { LinkedBody } from './linked.js';
import type { Fault, Kind } from './scope.js';
import { shapeOf } from './shape.js';

/** Deeper than people nest, and no risk to the stack. */
const DEEPEST = 32;

/** The subgraphs of one document, each linked when it is first needed. */
export type Subgraphs = {
  /** The subgraph of this name as a kind of node. */
  kind(name: string, port: string): Kind;
  /** A flow node with ports that fit the body which its param names. */
  derived(node: FlowNode, document: GraphNode): Kind;
};

export function createSubgraphs(
  table: Graph['subgraphs'],
  link: (name: string, subgraphs: Subgraphs) => LinkedBody,
): Subgraphs {
  const names = Object.keys(table ?? {});
  const done = new Map<string, Kind>();
  const open: string[] = [];

  function find(name: string, port: string): Kind {
    const known = done.get(name);
    if (known) return known;
    if (!table || !Object.hasOwn(table, name)) {
      const expected = names.length > 0 ? `one of ${names.join(', ')}` : 'the name of a subgraph; there are none';
      const hint = `Add it under "subgraphs".${didYouMean(name, names)}`;
      return unknown({ code: 'unknown-subgraph', port, found: `the subgraph "${name}"`, expected, hint });
    }
    if (open.includes(name)) {
      const found = `a circle of subgraphs ${[...open.slice(open.indexOf(name)), name].join(' → ')}`;
      return unknown({
        code: 'cycle',
        port,
        found,
        expected: 'a subgraph that does not hold itself',
        hint: 'Take it out.',
      });
    }
    if (open.length >= DEEPEST) {
      const found = `subgraphs ${DEEPEST + 1} deep`;
      return unknown({ code: 'too-deep', port, found, expected: `at most ${DEEPEST}`, hint: 'Nest less.' });
    }
    open.push(name);
    const body = link(name, subgraphs);
    open.pop();
    const kind: Kind = { shape: shapeOf(nodeOf(name, body)), body };
    done.set(name, kind);
    return kind;
  }

  const subgraphs: Subgraphs = {
    kind: find,
    derived(node, document) {
      const body = document.params?.['body'];
      if (typeof body !== 'string' || body === '') {
        const hint = 'Name a subgraph to run.';
        return unknown({ code: 'unknown-subgraph', port: 'body', found: 'no body', expected: 'a subgraph', hint });
      }
      const kind = find(body, 'body');
      if (!kind.shape) return kind;
      const made = derive(node, kind.shape.node);
      if (typeof made !== 'string') return { shape: shapeOf(made), body: kind.body };
      const hint = 'Change the interface of the subgraph.';
      return unknown({ code: 'bad-body', port: 'body', found: `"${body}"`, expected: made, hint });
    },
  };
  return subgraphs;
}

const unknown = (fault: Fault): Kind => ({ shape: undefined, fault });

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

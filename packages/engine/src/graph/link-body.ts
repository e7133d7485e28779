import { findCycles } from './cycle.js';
import type { GraphBody } from './document.js';
import { isDeepFrozen } from './frozen.js';
import { parseEndpoint } from './link.js';
import { linkNode } from './link-node.js';
import type { Exposed, Kind, LinkedBody, LinkedNode, Ref, Scope, Within } from './linked.js';
import { orderOf } from './order.js';
import type { Problem } from './problem.js';
import { shapeOf } from './shape.js';
import { pathOf } from './words.js';

/**
 * Follows every link of a graph or subgraph and finds all that is wrong with it. Where `before` is what an earlier
 * document gave, and most node objects are the same, only the others are looked at again.
 */
export function linkBody(document: GraphBody, within: Within, before?: LinkedBody): LinkedBody {
  const changed = before && changedNodes(document, before, within);
  return before && changed ? relink(document, within, before, changed) : linkAll(document, within);
}

function linkAll(document: GraphBody, within: Within): LinkedBody {
  const ids = Object.keys(document.nodes);
  const scope = scopeOf(document, within, ids);
  const nodes: LinkedNode[] = new Array(ids.length);
  let isForward = true;
  let isPlain = true;
  for (let at = 0; at < ids.length; at++) {
    const node = linkNode(scope, at);
    nodes[at] = node;
    if (!isAfter(node.sources, at) || !isAfter(node.lazySources, at)) isForward = false;
    if (!isPlainNode(node)) isPlain = false;
  }
  const order = orderOf(nodes, isForward);
  const face = linkInterface(document, scope, nodes);
  const cycles = order.length === nodes.length ? [] : cycleProblems(document, within.prefix);
  return {
    document,
    scope,
    within,
    nodes,
    ids,
    order,
    isForward,
    isPlain,
    memo: {},
    ...face,
    problems: [...face.problems, ...cycles],
  };
}

/** Do all that feed a node come before it in the document? */
function isAfter(sources: readonly number[], at: number): boolean {
  for (let i = 0; i < sources.length; i++) if (sources[i]! >= at) return false;
  return true;
}

function isPlainNode({ document, shape, body, mapped }: LinkedNode): boolean {
  return (
    document.mode === undefined &&
    shape !== undefined &&
    (body === undefined || mapped !== undefined || !isSubgraph(document.type))
  );
}

export const isSubgraph = (type: string): boolean => type.startsWith('subgraph/');

function scopeOf(document: GraphBody, within: Within, ids: readonly string[]): Scope {
  const documents = ids.map((id) => document.nodes[id]!);
  const places = new Map<string, number>();
  for (let at = 0; at < ids.length; at++) places.set(ids[at]!, at);
  const exposed = new Set(Object.values(document.interface?.inputs ?? {}).flat());
  return {
    ids,
    documents,
    kinds: documents.map((node) => kindOf(node, within)),
    places,
    exposed,
    prefix: within.prefix,
    suggest: within.suggest,
  };
}

function kindOf(node: GraphBody['nodes'][string], { registry, subgraphs, suggest }: Within): Kind {
  const definition = registry.get(node.type);
  if (definition) {
    return definition.runsOn === 'engine' && definition.derive
      ? subgraphs.derived(definition, node, suggest)
      : shapeKind(definition);
  }
  if (isSubgraph(node.type)) return subgraphs.kind(node.type.slice('subgraph/'.length), 'type', suggest);
  return {
    shape: undefined,
    fault: {
      code: 'unknown-node-type',
      found: `type "${node.type}"`,
      expected: 'a kind of node that is installed',
      hint: `\`moodwire nodes\` lists them.${suggest(node.type, registry.types)}`,
    },
  };
}

const kinds = new WeakMap<object, Kind>();

/** One object for each kind of node, so that a graph of many is told apart quickly. */
function shapeKind(definition: Parameters<typeof shapeOf>[0]): Kind {
  let kind = kinds.get(definition);
  if (!kind) {
    kind = { shape: shapeOf(definition) };
    kinds.set(definition, kind);
  }
  return kind;
}

/** The places of the nodes that differ from `before`; nothing when more than nodes' own settings does. */
function changedNodes(document: GraphBody, before: LinkedBody, within: Within): number[] | undefined {
  const ids = Object.keys(document.nodes);
  if (ids.length !== before.ids.length || document.interface !== before.document.interface) return undefined;
  if (!isDeepFrozen(document.interface) || before.order.length !== ids.length) return undefined;
  const changed: number[] = [];
  for (let at = 0; at < ids.length; at++) {
    const id = ids[at]!;
    const known = before.nodes[at]!;
    if (id !== known.id) return undefined;
    const node = document.nodes[id]!;
    if (node === known.document && known.isFixed) continue;
    // Whoever is linked to a node of another kind would have to be looked at again.
    const isAlike =
      node.type === known.document.type && node.map === known.document.map && node.mode === known.document.mode;
    if (!isAlike || known.shape === undefined || kindOf(node, within).shape !== known.shape) return undefined;
    changed.push(at);
  }
  return changed;
}

function relink(document: GraphBody, within: Within, before: LinkedBody, changed: readonly number[]): LinkedBody {
  const nodes = [...before.nodes];
  const documents = [...before.scope.documents];
  for (const at of changed) documents[at] = document.nodes[before.ids[at]!]!;
  const scope = { ...before.scope, documents, suggest: within.suggest };
  for (const at of changed) {
    const node = linkNode(scope, at);
    const known = nodes[at]!;
    if (!same(node.sources, known.sources) || !same(node.lazySources, known.lazySources)) {
      return linkAll(document, within);
    }
    nodes[at] = node;
  }
  return { ...before, document, scope, nodes };
}

function same(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((at, i) => at === b[i]);
}

type Face = Pick<LinkedBody, 'inputs' | 'outputs' | 'problems'>;

function linkInterface(document: GraphBody, scope: Scope, nodes: readonly LinkedNode[]): Face {
  const problems: Problem[] = [];
  const inputs = new Map<string, Exposed[]>();
  const outputs = new Map<string, Ref>();
  const find = (side: 'inputs' | 'outputs', name: string, text: string): [at: number, port: number] | undefined => {
    const endpoint = parseEndpoint(text);
    const at = endpoint ? scope.places.get(endpoint.node) : undefined;
    const shape = at === undefined ? undefined : nodes[at]!.shape;
    if (at !== undefined && !shape) return undefined; // said at the node
    const port = shape && (side === 'outputs' ? shape.output : shape.slot).get(endpoint!.port);
    if (at !== undefined && port !== undefined) return [at, typeof port === 'number' ? port : port.at];
    const names = shape ? (side === 'outputs' ? shape.outputs : shape.slots.map((slot) => slot.name)) : [];
    const candidates = shape ? names.map((port) => `${endpoint!.node}.${port}`) : scope.ids;
    problems.push({
      code: 'bad-interface',
      port: `${scope.prefix}interface.${side}.${name}`,
      found: `"${text}"`,
      expected: side === 'outputs' ? 'an output of a node, "node.output"' : 'a param or input of a node, "node.port"',
      hint: `Correct it.${scope.suggest(shape ? text : (endpoint?.node ?? text), candidates)}`,
    });
    return undefined;
  };
  for (const [name, places] of Object.entries(document.interface?.inputs ?? {})) {
    const found = [places].flat().map((text) => find('inputs', name, text));
    inputs.set(
      name,
      found.flatMap((place) => (place ? [{ at: place[0], slot: place[1] }] : [])),
    );
  }
  for (const [name, text] of Object.entries(document.interface?.outputs ?? {})) {
    const place = find('outputs', name, text);
    if (place) outputs.set(name, { at: place[0], out: place[1] });
  }
  return { inputs, outputs, problems };
}

function cycleProblems(document: GraphBody, prefix: string): Problem[] {
  return findCycles(document).map((cycle) => {
    return {
      code: 'cycle',
      node: prefix + cycle[0]!,
      found: `a circle ${pathOf(cycle)}`,
      expected: 'links that lead forward',
      hint: 'Remove one link of the circle.',
    };
  });
}

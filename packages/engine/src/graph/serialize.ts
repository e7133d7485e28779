import type { Graph, GraphBody } from './document.js';
import {
  BODY_FIELDS,
  GRAPH_FIELDS,
  INTERFACE_FIELDS,
  LAYOUT_FIELDS,
  MAP_FIELDS,
  NODE_FIELDS,
  PLACE_FIELDS,
} from './fields.js';

const COLUMNS = 120;

/**
 * The graph as text, always the same for the same graph: known fields first and in one order, nodes in their own order,
 * what fits on a line on one line. Reading it and writing it again changes no byte.
 */
export function serializeGraph(graph: Graph): string {
  const subgraphs =
    graph.subgraphs &&
    Object.fromEntries(Object.entries(graph.subgraphs).map(([id, body]) => [id, inOrder(ordered(body), BODY_FIELDS)]));
  return `${write(inOrder({ ...ordered(graph), subgraphs }, GRAPH_FIELDS), 0, true)}\n`;
}

/** The parts of a graph or subgraph, each in order. */
function ordered<B extends GraphBody>(body: B) {
  const { layout } = body;
  return {
    ...body,
    nodes: eachInOrder(mapsInOrder(body.nodes), NODE_FIELDS),
    interface: body.interface && inOrder(body.interface, INTERFACE_FIELDS),
    layout:
      layout && inOrder({ ...layout, nodes: layout.nodes && eachInOrder(layout.nodes, PLACE_FIELDS) }, LAYOUT_FIELDS),
  };
}

function mapsInOrder(nodes: GraphBody['nodes']): GraphBody['nodes'] {
  const entries = Object.entries(nodes).map(([id, node]) => {
    return [id, node.map ? { ...node, map: inOrder(node.map, MAP_FIELDS) as typeof node.map } : node] as const;
  });
  return Object.fromEntries(entries);
}

function eachInOrder(objects: Record<string, Record<string, unknown>>, first: readonly string[]) {
  return Object.fromEntries(Object.entries(objects).map(([id, object]) => [id, inOrder(object, first)] as const));
}

function inOrder(object: Record<string, unknown>, first: readonly string[]): Record<string, unknown> {
  const ordered: Record<string, unknown> = {};
  for (const field of first) if (object[field] !== undefined) ordered[field] = object[field];
  for (const field of Object.keys(object)) if (!first.includes(field)) ordered[field] = object[field];
  return ordered;
}

function write(value: unknown, indent: number, broken: boolean): string {
  if (typeof value !== 'object' || value === null) return writeLeaf(value);
  const flat = broken ? undefined : writeFlat(value, COLUMNS - indent);
  if (flat !== undefined) return flat;
  const pad = ' '.repeat(indent + 2);
  const isList = Array.isArray(value);
  const lines = isList
    ? value.map((item) => pad + write(item, indent + 2, false))
    : definedEntries(value).map(([key, item]) => {
        const name = `${JSON.stringify(key)}: `;
        return pad + name + write(item, indent + 2, indent === 0 && key === 'nodes');
      });
  if (lines.length === 0) return isList ? '[]' : '{}';
  const [open, close] = isList ? '[]' : '{}';
  return `${open}\n${lines.join(',\n')}\n${' '.repeat(indent)}${close}`;
}

/** On one line, or nothing where that is longer than `room`. Looks at no more than fits there. */
function writeFlat(value: unknown, room: number): string | undefined {
  if (typeof value !== 'object' || value === null) {
    const leaf = writeLeaf(value);
    return leaf.length <= room ? leaf : undefined;
  }
  const isList = Array.isArray(value);
  let text = '';
  for (const key in value) {
    const item = (value as Record<string, unknown>)[key];
    if (item === undefined) continue;
    const before = `${text === '' ? '' : ', '}${isList ? '' : `${JSON.stringify(key)}: `}`;
    const written = writeFlat(item, room - text.length - before.length - (isList ? 2 : 4));
    if (written === undefined) return undefined;
    text += before + written;
  }
  const written = isList ? `[${text}]` : text === '' ? '{}' : `{ ${text} }`;
  return written.length <= room ? written : undefined;
}

/** JSON, and -0 as it is: other params, another result. */
function writeLeaf(value: unknown): string {
  return Object.is(value, -0) ? '-0' : JSON.stringify(value);
}

function definedEntries(object: object): [string, unknown][] {
  return Object.entries(object).filter(([, item]) => item !== undefined);
}

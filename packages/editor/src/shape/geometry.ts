import type { AnyNode, GraphNode, Json, Param, Port } from '@moodwire/engine/graph';
import type { NodePlace, Point } from '../document/body.js';
import { lookHeight } from '../look/look-height.js';
import { widgetHeight } from '../widget/widget-for.js';
import { type Shown, shownBy } from './look-kind.js';

export const HEADER = 34;
const ROW = 24;
const SIZE_ROW = 32;
/** Above the first row and below the last one. */
const TOP = 6;
const BOTTOM = 8;

/** A place where links end: an output, an input, or a param that can be fed. */
type Socket = Point & {
  readonly name: string;
  readonly side: 'input' | 'output';
  readonly port: Port;
  /** A param's; it is drawn only when it is fed, or while something is looked for. */
  readonly isParam: boolean;
  readonly isOptional: boolean;
};

/** A line of a node, from `y` down, relative to the node. */
export type Row =
  | {
      readonly kind: 'ports';
      readonly y: number;
      readonly h: number;
      readonly input?: string;
      readonly output?: string;
    }
  | {
      readonly kind: 'param';
      readonly y: number;
      readonly h: number;
      readonly name: string;
      readonly param: Param;
      /** Fed by a link: it is then drawn as a port. */
      readonly isFed: boolean;
    }
  /** Width and height, on one line with a lock between them. */
  | { readonly kind: 'size'; readonly y: number; readonly h: number }
  | { readonly kind: 'look'; readonly y: number; readonly h: number; readonly shown: Shown };

/** Where everything of a node lies, relative to its upper left corner, known without drawing it. */
export type Geometry = {
  readonly w: number;
  readonly h: number;
  readonly rows: readonly Row[];
  readonly sockets: readonly Socket[];
  readonly isCollapsed: boolean;
};

const widths: Readonly<Record<string, number>> = {
  'image/compare': 300,
  'image/save': 264,
  'image/preview': 264,
  'emotion/mllm-encode': 252,
  'emotion/eic-convert': 252,
  'emotion/describe': 264,
};

/** As wide as a node is unless somebody made it wider. */
export const widthOf = (type: string): number => widths[type] ?? 232;

export function measureNode(kind: AnyNode | undefined, node: GraphNode, place: NodePlace): Geometry {
  const w = place.w ?? widthOf(node.type);
  if (!kind) return unknownNode(node, w, place);
  const inputs = Object.entries(kind.inputs);
  const params = Object.entries(kind.params);
  const outputs = Object.entries(kind.outputs);
  const sockets: Socket[] = [];
  const rows: Row[] = [];
  const collapsed = place.isCollapsed === true;
  let y = HEADER + TOP;
  const add = (side: 'input' | 'output', name: string, port: Port, at: number, isParam = false): void => {
    sockets.push({
      name,
      side,
      port,
      x: side === 'input' ? 0 : w,
      y: collapsed ? HEADER / 2 : at,
      isParam,
      isOptional: 'optional' in port || isParam,
    });
  };
  for (let at = 0; at < Math.max(inputs.length, outputs.length); at++) {
    const input = inputs[at];
    const output = outputs[at];
    if (input) add('input', input[0], input[1], y + ROW / 2);
    if (output) add('output', output[0], output[1], y + ROW / 2);
    rows.push({ kind: 'ports', y, h: ROW, ...(input && { input: input[0] }), ...(output && { output: output[0] }) });
    y += ROW;
  }
  const isSize = (name: string): boolean => node.inputs?.[name] === undefined && kind.params[name]?.kind === 'int';
  const hasSize = isSize('width') && isSize('height');
  for (const [name, param] of params) {
    if (hasSize && (name === 'width' || name === 'height')) {
      // Two sockets share the line.
      add('input', name, param.port, name === 'width' ? y + 10 : y - SIZE_ROW + 22, true);
      if (name === 'height') continue;
      rows.push({ kind: 'size', y, h: SIZE_ROW });
      y += SIZE_ROW;
      continue;
    }
    const isFed = node.inputs?.[name] !== undefined;
    const value = (node.params?.[name] ?? param.default) as Json;
    const h = isFed ? ROW : widgetHeight(param, name, value);
    if (param.kind !== 'subgraph') add('input', name, param.port, isFed ? y + ROW / 2 : y + 16, true);
    rows.push({ kind: 'param', y, h, name, param, isFed });
    y += h;
  }
  const shown = shownBy(kind, place.look);
  if (shown) {
    const h = lookHeight(shown.kind);
    rows.push({ kind: 'look', y, h, shown });
    y += h;
  }
  return { w, h: collapsed ? HEADER : y + BOTTOM, rows: collapsed ? [] : rows, sockets, isCollapsed: collapsed };
}

/** A node of a kind that is not installed: what is linked to it is still drawn. */
function unknownNode(node: GraphNode, w: number, { isCollapsed = false }: NodePlace): Geometry {
  const any: Port = { kind: 'any' };
  const names = Object.keys(node.inputs ?? {});
  const sockets = names.map((name, at): Socket => {
    const y = isCollapsed ? HEADER / 2 : HEADER + TOP + at * ROW + ROW / 2;
    return { name, side: 'input', port: any, x: 0, y, isParam: false, isOptional: true };
  });
  const rows = names.map((name, at): Row => ({ kind: 'ports', y: HEADER + TOP + at * ROW, h: ROW, input: name }));
  const h = isCollapsed ? HEADER : HEADER + TOP + Math.max(1, names.length) * ROW + BOTTOM;
  return { w, h, rows: isCollapsed ? [] : rows, sockets, isCollapsed };
}

/** The socket of this name, or for an unknown output the middle of the right edge. */
export function socketAt(geometry: Geometry, side: 'input' | 'output', name: string): Point {
  const found = geometry.sockets.find((socket) => socket.side === side && socket.name === name);
  return found ?? { x: side === 'input' ? 0 : geometry.w, y: HEADER / 2 };
}

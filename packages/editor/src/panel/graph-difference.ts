import type { Graph, GraphNode, Json } from '@moodwire/engine/graph';
import type { Body } from '../document/body.js';

/** One thing in which two runs differ: a setting, a link, a whole node, or a value that was given. */
export type Difference = {
  /** Such as `decode.strength`; in a subgraph `soft/blur.radius`. */
  readonly where: string;
  readonly kind: 'changed' | 'added' | 'removed';
  /** As a person reads it. */
  readonly before?: string;
  readonly after?: string;
};

export type Asked = { readonly graph: Graph; readonly inputs?: Readonly<Record<string, Json>> };

/** What differs in what two runs were asked for. Where nodes are drawn is no difference. */
export function differencesOf(before: Asked, after: Asked): readonly Difference[] {
  const subgraphs = keysOf(before.graph.subgraphs, after.graph.subgraphs).flatMap((name) =>
    bodies(before.graph.subgraphs?.[name], after.graph.subgraphs?.[name], `${name}/`),
  );
  const inputs = records(before.inputs, after.inputs, (name) => name);
  return [...inputs, ...bodies(before.graph, after.graph, ''), ...subgraphs];
}

function bodies(before: Body | undefined, after: Body | undefined, prefix: string): readonly Difference[] {
  const nodes = keysOf(before?.nodes, after?.nodes).flatMap((id) =>
    nodesDiffer(before?.nodes[id], after?.nodes[id], prefix + id),
  );
  const face = (side: 'inputs' | 'outputs') =>
    records(before?.interface?.[side], after?.interface?.[side], (name) => `${prefix}interface.${side}.${name}`);
  return [...nodes, ...face('inputs'), ...face('outputs')];
}

function nodesDiffer(before: GraphNode | undefined, after: GraphNode | undefined, path: string): readonly Difference[] {
  if (before === after) return [];
  if (!before || !after) return compare(path, before?.type, after?.type);
  const slot = (name: string): string => `${path}.${name}`;
  return [
    ...compare(slot('type'), before.type, after.type),
    ...compare(slot('mode'), before.mode, after.mode),
    ...compare(slot('map'), before.map as Json | undefined, after.map as Json | undefined),
    // A param that is set here and fed by a link there is one difference.
    ...records({ ...before.params, ...arrows(before) }, { ...after.params, ...arrows(after) }, slot),
  ];
}

/** What feeds the inputs of a node, as it is shown: `← load.image`. */
const arrows = ({ inputs }: GraphNode): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(inputs ?? {}).map(([name, feed]) => [name, `← ${[feed].flat().join(', ')}`]));

type Values = Readonly<Record<string, Json | undefined>>;

const records = (before: Values | undefined, after: Values | undefined, name: (key: string) => string) =>
  keysOf(before, after).flatMap((key) => compare(name(key), before?.[key], after?.[key]));

function compare(where: string, before: Json | undefined, after: Json | undefined): readonly Difference[] {
  const [a, b] = [textOf(before), textOf(after)];
  if (a === b) return [];
  if (a === undefined) return [{ where, kind: 'added', after: b! }];
  return b === undefined ? [{ where, kind: 'removed', before: a }] : [{ where, kind: 'changed', before: a, after: b }];
}

function textOf(value: Json | undefined): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const keysOf = (before: object | undefined, after: object | undefined): readonly string[] => [
  ...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]),
];

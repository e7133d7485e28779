import { type GraphNode, type Json, type Param, type Port, parseEndpoint } from '@moodwire/engine/graph';
import type { Graph } from '../document/body.js';
import type { BodyDraft } from '../edit/draft.js';
import { setParam } from '../edit/nodes.js';
import type { Resolved } from '../kinds/resolved.js';

/** A param of a node of the graph itself. */
export type ParamPlace = { readonly node: string; readonly name: string; readonly param: Param };

/** What the form asks for under one name of the interface. */
export type FormInput = { readonly name: string } & (
  | {
      readonly kind: 'param';
      /** All the params that it sets alike, the one that is shown first. */
      readonly places: readonly [ParamPlace, ...ParamPlace[]];
      readonly node: GraphNode;
      readonly value: Json;
      /** All params of the node that is shown. */
      readonly siblings: Readonly<Record<string, Param>>;
    }
  /** An input that takes what no form can give: a picture or a model from a node, or from who calls the graph. */
  | { readonly kind: 'outside'; readonly port: Port; readonly isRequired: boolean }
  /** What a node of the graph says already, by a link. */
  | { readonly kind: 'fed'; readonly from: string }
  /** It leads nowhere. */
  | { readonly kind: 'lost' }
);

/** The inputs of the graph's interface, in its order. A name that sets several params shows the first that can be set. */
export function formInputs(graph: Graph, resolved: Resolved): readonly FormInput[] {
  return Object.entries(graph.interface?.inputs ?? {}).map(([name, places]): FormInput => {
    const params: ParamPlace[] = [];
    let other: FormInput = { name, kind: 'lost' };
    for (const place of [places].flat()) {
      const end = parseEndpoint(place);
      const node = end && graph.nodes[end.node];
      const kind = end && resolved.nodeOf(end.node);
      if (!end || !node || !kind) continue;
      const feed = node.inputs?.[end.port];
      const param = kind.params[end.port];
      const port = kind.inputs[end.port];
      if (param && feed === undefined) params.push({ node: end.node, name: end.port, param });
      else if (feed !== undefined) other = { name, kind: 'fed', from: [feed].flat()[0] ?? '' };
      else if (port) other = { name, kind: 'outside', port, isRequired: !('optional' in port) };
    }
    const [first, ...more] = params;
    if (!first) return other;
    const node = graph.nodes[first.node]!;
    return {
      name,
      kind: 'param',
      places: [first, ...more],
      node,
      value: (node.params?.[first.name] ?? first.param.default) as Json,
      siblings: resolved.nodeOf(first.node)!.params,
    };
  });
}

/** Sets all params that an input leads to. */
export function setInput(body: BodyDraft, places: readonly ParamPlace[], value: Json): void {
  for (const { node, name, param } of places) setParam(body, node, name, value, param.default);
}

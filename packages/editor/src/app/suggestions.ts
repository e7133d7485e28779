import { type AnyNode, type Param, parseEndpoint } from '@moodwire/engine/graph';
import type { Graph } from '../document/body.js';
import { exposedAs } from '../edit/interface.js';
import type { Resolved } from '../kinds/resolved.js';
import { widgetKind } from '../widget/widget-for.js';

/** Something that is likely wanted in the form, and is not in it yet. */
export type Suggestion = {
  readonly side: 'inputs' | 'outputs';
  readonly node: string;
  readonly port: string;
  /** What it is called in the form. */
  readonly name: string;
  /** The name of the node as it is drawn. */
  readonly title: string;
};

/** Nobody reads more. */
const MOST_INPUTS = 6;
const MOST_OUTPUTS = 4;

/** What people set most, first. What is not named here is not suggested. */
const RANK = ['file-read', 'emotion', 'strength', 'long-text', 'choice', 'seed', 'slider'] as const;

/** How models are loaded and where pictures are written is settled by the graph. */
const SETTLED = /^(model\/|image\/save$)/;

/** Nodes that are there for what they show or write. */
const SHOWN: Readonly<Record<string, string | undefined>> = {
  'image/save': 'image',
  'image/preview': 'image',
  'image/grid': 'image',
  'image/compare': 'image',
  'emotion/show': 'emotion',
  'emotion/describe': 'text',
};

/** The params that a form of this graph should ask for, the likeliest first. */
export function suggestedInputs(graph: Graph, resolved: Resolved): readonly Suggestion[] {
  const found: { readonly rank: number; readonly suggestion: Suggestion }[] = [];
  for (const [node, { type, inputs, mode, title }] of Object.entries(graph.nodes)) {
    const kind = resolved.nodeOf(node);
    if (!kind || mode === 'mute') continue;
    for (const [port, param] of Object.entries(kind.params)) {
      if (inputs?.[port] !== undefined || exposedAs(graph, 'inputs', `${node}.${port}`) !== undefined) continue;
      const rank = rankOf(port, param, kind);
      if (rank < 0 || SETTLED.test(type)) continue;
      const name = nameOf(port, param, kind);
      found.push({ rank, suggestion: { side: 'inputs', node, port, name, title: title ?? kind.title } });
    }
  }
  return found
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MOST_INPUTS)
    .map(({ suggestion }) => suggestion);
}

function rankOf(name: string, param: Param, kind: AnyNode): number {
  const widget = widgetKind(param, name, kind.params);
  return (RANK as readonly string[]).indexOf(widget === 'slider' && name === 'strength' ? name : widget);
}

/** Words that everybody knows, for what is called by what it does in its node. */
function nameOf(port: string, param: Param, kind: AnyNode): string {
  if (kind.type === 'image/load' && port === 'file') return 'photo';
  return widgetKind(param, port, kind.params) === 'emotion' ? 'emotion' : port;
}

/** The outputs that a result of this graph should show: of nodes that save and show, else of those that feed nothing. */
export function suggestedOutputs(graph: Graph, resolved: Resolved): readonly Suggestion[] {
  const feeding = new Set(
    Object.values(graph.nodes).flatMap(({ inputs }) =>
      Object.values(inputs ?? {})
        .flat()
        .map((link) => parseEndpoint(link)?.node),
    ),
  );
  const shown: Suggestion[] = [];
  const ends: Suggestion[] = [];
  for (const [node, { type, mode, title }] of Object.entries(graph.nodes)) {
    const kind = resolved.nodeOf(node);
    if (!kind || mode === 'mute') continue;
    const own = SHOWN[type];
    const port = own !== undefined && own in kind.outputs ? own : Object.keys(kind.outputs)[0];
    if (port === undefined || exposedAs(graph, 'outputs', `${node}.${port}`) !== undefined) continue;
    const suggestion: Suggestion = { side: 'outputs', node, port, name: port, title: title ?? kind.title };
    if (own !== undefined) shown.push(suggestion);
    else if (!feeding.has(node)) ends.push(suggestion);
  }
  return [...shown, ...ends].slice(0, MOST_OUTPUTS);
}

import { type AnyNode, parseEndpoint } from '@moodwire/engine/graph';
import type { Body, Graph, GraphNode } from '../document/body.js';
import { shownBy } from '../shape/look-kind.js';
import { mutedNodes } from './targets.js';

/** The longer side of what a moving slider shows, in pixels. */
const SIDE = 384;

export type PreviewRun = {
  readonly graph: Graph;
  readonly targets: readonly string[];
  /** The nodes that show something of it. */
  readonly shown: readonly string[];
};

/**
 * The graph at preview size: each photo is made small where it is loaded, and nothing is saved. What the nodes show is
 * asked for, and nothing else; nothing where no node shows anything.
 */
export function previewRun(graph: Graph, kindOf: (id: string) => AnyNode | undefined): PreviewRun | undefined {
  const small = new Map<string, string>();
  const nodes: Record<string, GraphNode> = {};
  for (const [id, node] of Object.entries(graph.nodes)) {
    nodes[id] = node;
    if (node.type !== 'image/load') continue;
    const name = `${id.slice(0, 56)}-small`;
    small.set(`${id}.image`, `${name}.image`);
    nodes[name] = {
      type: 'image/resize',
      inputs: { image: `${id}.image` },
      params: { width: SIDE, height: SIDE, fit: 'inside' },
    };
  }
  for (const [id, node] of Object.entries(graph.nodes)) {
    const inputs = Object.entries(node.inputs ?? {}).map(([slot, feed]) => {
      const swap = (link: string): string => small.get(link) ?? link;
      return [slot, typeof feed === 'string' ? swap(feed) : feed.map(swap)] as const;
    });
    if (inputs.length > 0) nodes[id] = { ...node, inputs: Object.fromEntries(inputs) };
  }
  const shown: string[] = [];
  const targets = new Set<string>();
  const muted = mutedNodes(graph);
  for (const [id, node] of Object.entries(graph.nodes)) {
    const kind = kindOf(id);
    const look = (graph as Body).layout?.nodes?.[id]?.['look'] as string | false | undefined;
    if (!kind || muted.has(id) || node.mode === 'bypass' || !shownBy(kind, look)) continue;
    const target = kind.cache === 'never' || node.type === 'image/save' ? sourceOf(nodes[id]!) : id;
    if (target === undefined) continue;
    shown.push(id);
    targets.add(target);
  }
  if (targets.size === 0) return undefined;
  return { graph: { ...graph, nodes }, targets: [...targets], shown };
}

/** The node that feeds a picture to one that only keeps it. */
function sourceOf({ inputs }: GraphNode): string | undefined {
  const feed = inputs?.['image'];
  return typeof feed === 'string' ? parseEndpoint(feed)?.node : undefined;
}

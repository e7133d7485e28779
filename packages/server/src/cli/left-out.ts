import { type Graph, type Json, leftOut, type Registry } from '@moodwire/engine';

/** Why a run gives less than the graph's interface names: its outputs that are left out, each with the reason in words. */
export function whyLeftOut(
  graph: Graph,
  inputs: Readonly<Record<string, Json>>,
  registry: Registry,
): ReadonlyMap<string, string> {
  try {
    const reasons = [...leftOut(graph, inputs, registry)].map(([name, id]) => [name, reason(graph, id)] as const);
    return new Map(reasons);
  } catch (error) {
    if (error instanceof RangeError) return new Map(); // too large to run, as the run will say
    throw error;
  }
}

function reason(graph: Graph, id: string): string {
  const mode = Object.hasOwn(graph.nodes, id) ? graph.nodes[id]!.mode : undefined;
  if (mode === 'mute') return `node "${id}" is muted`;
  return `node "${id}" is ${mode === 'bypass' ? '' : 'muted, or '}bypassed with nothing to let through`;
}

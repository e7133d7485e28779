import { parseEndpoint } from '@moodwire/engine/graph';
import type { Body, Graph } from '../document/body.js';

/** What a run from the editor asks for: all that feeds nothing else, and what the interface gives. */
export function wholeTargets(graph: Graph): string[] {
  const feeding = new Set<string>();
  for (const { inputs, mode } of Object.values(graph.nodes)) {
    if (mode === 'mute') continue;
    for (const feed of Object.values(inputs ?? {})) {
      for (const link of [feed].flat()) feeding.add(parseEndpoint(link)?.node ?? '');
    }
  }
  const given = Object.values(graph.interface?.outputs ?? {}).map((place) => parseEndpoint(place)?.node ?? '');
  const muted = mutedNodes(graph);
  return Object.keys(graph.nodes).filter((id) => !muted.has(id) && (!feeding.has(id) || given.includes(id)));
}

/** The nodes that do not run because they, or what they need, are muted. */
export function mutedNodes(body: Body): ReadonlySet<string> {
  const muted = new Set(Object.keys(body.nodes).filter((id) => body.nodes[id]!.mode === 'mute'));
  for (let size = -1; size !== muted.size; ) {
    size = muted.size;
    for (const [id, { inputs }] of Object.entries(body.nodes)) {
      const isCut = Object.values(inputs ?? {}).some(
        (feed) => typeof feed === 'string' && muted.has(parseEndpoint(feed)?.node ?? ''),
      );
      if (isCut) muted.add(id);
    }
  }
  return muted;
}

/** The nodes that these need, themselves included: all that leads to them. */
export function neededBy(body: Body, ids: readonly string[]): string[] {
  const needed = new Set<string>();
  const open = ids.map((id) => id.split('/')[0]!).filter((id) => Object.hasOwn(body.nodes, id));
  while (open.length > 0) {
    const id = open.pop()!;
    if (needed.has(id)) continue;
    needed.add(id);
    for (const feed of Object.values(body.nodes[id]?.inputs ?? {})) {
      for (const link of [feed].flat()) {
        const source = parseEndpoint(link)?.node;
        if (source !== undefined && Object.hasOwn(body.nodes, source)) open.push(source);
      }
    }
  }
  return [...needed];
}

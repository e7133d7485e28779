import { subgraphOf } from '../edit/subgraph.js';
import type { Session } from '../session/session.js';
import { words } from '../words/words.js';

/** Gives the seeds that are not locked new values, for the next run. */
export function rollSeeds(session: Session): void {
  const places = session.looseSeeds.get();
  if (places.size === 0) return;
  session.document.edit(words().run.newSeeds, (graph) => {
    for (const place of places) {
      const dot = place.lastIndexOf('.');
      const path = place.slice(0, dot).split('/');
      const id = path.pop()!;
      let nodes = graph.nodes;
      for (const step of path) {
        const part = nodes[step] && subgraphOf(nodes[step]);
        nodes = (part === undefined ? undefined : graph.subgraphs?.[part]?.nodes) ?? {};
      }
      const node = nodes[id];
      if (!node || node.inputs?.[place.slice(dot + 1)] !== undefined) continue;
      node.params = { ...node.params, [place.slice(dot + 1)]: crypto.getRandomValues(new Uint32Array(1))[0]! };
    }
  });
}

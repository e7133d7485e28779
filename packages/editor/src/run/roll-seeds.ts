import type { Body, Graph } from '../document/body.js';
import { setParam } from '../edit/nodes.js';
import { subgraphOf } from '../edit/subgraph.js';
import type { Session } from '../session/session.js';
import { words } from '../words/words.js';

/** Gives the seeds that are not locked new values, for the next run. */
export function rollSeeds(session: Session): void {
  const loose = session.looseSeeds.get();
  if (loose.size === 0) return;
  session.document.edit(
    words().widget.rollDice,
    (graph) => {
      for (const place of loose) {
        const [path = '', name = ''] = place.split('.');
        const steps = path.split('/');
        const id = steps.pop()!;
        const body = steps.reduce<Body | undefined>((at, step) => at && innerOf(graph, at, step), graph);
        const node = body?.nodes[id];
        if (!node || node.inputs?.[name] !== undefined) continue;
        setParam(
          body as Parameters<typeof setParam>[0],
          id,
          name,
          crypto.getRandomValues(new Uint32Array(1))[0]!,
          undefined,
        );
      }
    },
    { merge: 'roll-seeds' },
  );
}

function innerOf(graph: Graph, body: Body, id: string): Body | undefined {
  const node = body.nodes[id];
  const name = node && subgraphOf(node);
  return name === undefined ? undefined : graph.subgraphs?.[name];
}

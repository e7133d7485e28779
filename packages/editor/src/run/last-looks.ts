import { parseGraph } from '@moodwire/engine/graph';
import { api } from '../api/api.js';
import type { Session } from '../session/session.js';
import { neededBy, wholeTargets } from './targets.js';

/**
 * The nodes of an open graph that a job of it, which is done, has values for: those of the same kind in both. They are
 * what the nodes showed before the page was loaded anew. None where the job cannot be had.
 */
export async function lastLooks(session: Session, job: string): Promise<readonly string[]> {
  try {
    const { graph, targets } = await api.jobGraph(job);
    const parsed = parseGraph(graph);
    if (!('graph' in parsed)) return [];
    const { nodes } = session.document.get();
    const looks = session.looks.get();
    return neededBy(parsed.graph, targets ?? wholeTargets(parsed.graph)).filter((id) => {
      const then = parsed.graph.nodes[id];
      return then !== undefined && then.mode === undefined && nodes[id]?.type === then.type && !looks[id];
    });
  } catch {
    return [];
  }
}

import type { GraphRun } from '../session/graph-run.js';

/** How far a run is: from 0 to 1, and the node that runs now, by its path. */
export type RunProgress = { readonly fraction: number; readonly node?: string };

/** Nodes count alike; one that tells of its steps counts by them. */
export function progressOf({ nodes }: GraphRun): RunProgress {
  let all = 0;
  let done = 0;
  let node: string | undefined;
  for (const [path, run] of Object.entries(nodes)) {
    // What is inside others is counted with them.
    if (path.includes('/')) continue;
    all++;
    if (run.state === 'running') {
      node = path;
      if (run.total) done += Math.min(1, (run.done ?? 0) / run.total);
    } else if (run.state !== 'queued') done++;
  }
  return { fraction: all === 0 ? 0 : done / all, ...(node !== undefined && { node }) };
}

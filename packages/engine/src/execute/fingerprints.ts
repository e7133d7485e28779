import type { Host } from '../node/host.js';
import type { Program } from '../plan/program.js';
import { hasFedParam } from './params.js';

export const NO_FINGERPRINTS: readonly (string | undefined)[] = Object.freeze([]);

/**
 * The fingerprint of each node that has one and whose params are all known. One that cannot be taken stays open: the
 * node itself says why.
 */
export async function takeFingerprints(
  { nodes }: Program,
  host: Host,
  signal: AbortSignal,
): Promise<readonly (string | undefined)[]> {
  const fingerprints: (string | undefined)[] = new Array(nodes.length).fill(undefined);
  for (const [at, node] of nodes.entries()) {
    const fingerprint = node.shape?.node.fingerprint;
    if (!fingerprint || hasFedParam(node)) continue;
    if (signal.aborted) break;
    try {
      fingerprints[at] = await node.shape.node.fingerprint!({ params: node.params, host });
    } catch {
      // Open: what is wrong with the file is said where it is read.
    }
  }
  return fingerprints;
}

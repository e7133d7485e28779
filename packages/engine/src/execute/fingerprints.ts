import type { LinkedNode } from '../graph/linked.js';
import type { Host } from '../node/host.js';
import type { AnyNode } from '../node/node.js';
import type { Program } from '../plan/program.js';
import type { Json } from '../value/value.js';
import { type Crew, NotThere } from './crew.js';
import { hasFedParam } from './params.js';
import { unlessAborted } from './unless-aborted.js';

/** What a node's results depend on beyond inputs and params, wherever it will run. */
export async function fingerprintOf(
  node: AnyNode,
  params: Readonly<Record<string, Json>>,
  crew: Crew,
  host: Host,
): Promise<string> {
  return node.runsOn === 'backend' ? crew.fingerprint(node, params, host) : node.fingerprint!({ params, host });
}

export const NO_FINGERPRINTS: readonly (string | undefined)[] = Object.freeze([]);

/**
 * The fingerprint of each node that has one and whose params are all known. One that cannot be taken stays open: the
 * node itself says why.
 */
export async function takeFingerprints(
  { nodes }: Program,
  crew: Crew,
  host: Host,
  signal: AbortSignal,
  onNotThere?: (node: LinkedNode, why: NotThere) => void,
): Promise<readonly (string | undefined)[]> {
  const fingerprints: (string | undefined)[] = new Array(nodes.length).fill(undefined);
  for (const [at, node] of nodes.entries()) {
    const fingerprint = node.shape?.node.fingerprint;
    if (!fingerprint || hasFedParam(node)) continue;
    if (signal.aborted) break;
    try {
      fingerprints[at] = await unlessAborted(signal, fingerprintOf(node.shape.node, node.params, crew, host));
    } catch (error) {
      // Else it stays open: what is wrong with the file is said where it is read.
      if (error instanceof NotThere) onNotThere?.(node, error);
    }
  }
  return fingerprints;
}

import type { LinkedBody, LinkedNode } from '../graph/linked.js';

const known = new WeakMap<LinkedBody, boolean>();

/**
 * Does what a node gives depend on more than its key can tell, because it must always run, or because something in its
 * body must, or reads a file?
 */
export function isOpen({ shape, body }: LinkedNode): boolean {
  return shape?.node.cache === 'never' || (body !== undefined && isOpenBody(body));
}

export function isOpenBody(body: LinkedBody): boolean {
  let open = known.get(body);
  if (open === undefined) {
    open = body.nodes.some((node) => isOpen(node) || node.shape?.node.fingerprint !== undefined);
    known.set(body, open);
  }
  return open;
}

import { createHash } from 'node:crypto';
import type { AnyNode } from '../node/node.js';
import type { Json } from '../value/value.js';

/** What feeds one port: recipe keys while planning, content digests once the inputs are known. */
export type Feeds = ReadonlyMap<string, string | readonly string[]>;

/**
 * The key of a node: a hash of its kind, its version, its params and what feeds it. With recipe keys as feeds it is the
 * Merkle key of how the result is made; with content digests, of what it is made from. `kind` keeps the two apart.
 */
export function nodeKey(
  kind: 'recipe' | 'result',
  node: AnyNode,
  params: Readonly<Record<string, Json>>,
  feeds: Feeds,
  fingerprint: string,
): string {
  let text = `${kind}|${node.type}|${node.version}|${fingerprint.length}:${fingerprint}`;
  for (const name of Object.keys(node.params)) {
    const fed = feeds.get(name);
    const part = fed === undefined ? `=${canonical(params[name]!)}` : `<${String(fed)}`;
    text += `|${name}${part.length}:${part}`;
  }
  for (const name of Object.keys(node.inputs)) {
    const fed = feeds.get(name);
    const part = fed === undefined ? '-' : typeof fed === 'string' ? `<${fed}` : `[${fed.join()}]`;
    text += `|${name}${part}`;
  }
  return createHash('sha256').update(text).digest('hex');
}

/** JSON with sorted keys: a node's params may hold objects whose order means nothing. */
function canonical(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join()}}`;
}

import { hash } from 'node:crypto';
import { isList } from '../graph/link-node.js';
import type { LinkedBody, LinkedNode, Ref } from '../graph/linked.js';
import { isOpen } from '../plan/open.js';
import type { Program } from '../plan/program.js';

/** The recipe keys of a program, and what they were made from. */
export type Recipes = {
  readonly nodes: readonly LinkedNode[];
  readonly fingerprints: readonly (string | undefined)[];
  readonly outside: readonly string[];
  /** None where a fingerprint is open or a node must always run, nor anywhere below. */
  readonly keys: readonly (string | undefined)[];
};

/**
 * The Merkle key of how each node's results are made: the same after every restart. `outside` is the content of the
 * values that the program is called with. Keys of an earlier program are taken over wherever nothing above has changed.
 */
export function recipesOf(
  { nodes, order }: Program,
  fingerprints: readonly (string | undefined)[],
  outside: readonly string[],
  before?: Recipes,
): Recipes {
  const comparable = before && outside.length === 0 && before.outside.length === 0 ? before : undefined;
  const keys: (string | undefined)[] = new Array(nodes.length).fill(undefined);
  const written = ({ at, out }: Ref): string => (at < 0 ? `=${outside[out]}` : `${keys[at]}.${out}`);
  const sameAsBefore = comparable && new Uint8Array(nodes.length);
  for (let i = 0; i < order.length; i++) {
    const at = order[i]!;
    const node = nodes[at]!;
    if (comparable && node === comparable.nodes[at] && fingerprints[at] === comparable.fingerprints[at]) {
      if (isSame(sameAsBefore!, node.sources) && node.lazySources.length === 0) {
        keys[at] = comparable.keys[at];
        sameAsBefore![at] = 1;
        continue;
      }
    }
    keys[at] = recipeOf(node, fingerprints[at], keys, written);
    if (sameAsBefore && keys[at] === comparable!.keys[at]) sameAsBefore[at] = 1;
  }
  return { nodes, fingerprints, outside, keys };
}

function isSame(sameAsBefore: Uint8Array, places: readonly number[]): boolean {
  for (let i = 0; i < places.length; i++) if (sameAsBefore[places[i]!] === 0) return false;
  return true;
}

function recipeOf(
  node: LinkedNode,
  fingerprint: string | undefined,
  keys: readonly (string | undefined)[],
  written: (ref: Ref) => string,
): string | undefined {
  const { shape, sources, lazySources } = node;
  if (!shape || (shape.node.fingerprint && fingerprint === undefined) || isOpen(node)) return undefined;
  for (let i = 0; i < sources.length; i++) if (keys[sources[i]!] === undefined) return undefined;
  for (let i = 0; i < lazySources.length; i++) if (keys[lazySources[i]!] === undefined) return undefined;
  return hash('sha256', keyText('recipe|', node, fingerprint, written), 'hex');
}

/** The text that a key of a node is made of: its kind, its settings, and what `written` gives of what feeds it. */
export function keyText(
  kind: 'recipe|' | 'result|',
  { keyHead, feeds, mapped, body, document }: LinkedNode,
  fingerprint: string | undefined,
  written: (ref: Ref) => string,
): string {
  let text = kind + keyHead;
  if (fingerprint !== undefined) text += `#${fingerprint.length}:${fingerprint}`;
  if (mapped) text += `*${document.map!.by}:${mapped.join()}`;
  if (body) text += `@${bodyKey(body)}`;
  for (let slot = 0; slot < feeds.length; slot++) {
    const feed = feeds[slot];
    if (feed !== undefined)
      text += isList(feed) ? `|${slot}[${feed.map(written).join()}]` : `|${slot}<${written(feed)}`;
  }
  return text;
}

const bodies = new WeakMap<LinkedBody, string>();

/** The content of a subgraph, as far as it can change a result. */
function bodyKey(body: LinkedBody): string {
  let key = bodies.get(body);
  if (key === undefined) {
    const written = ({ at, out }: Ref): string => `${at}.${out}`;
    const nodes = body.nodes.map(
      (node) => `${node.shape ? keyText('recipe|', node, undefined, written) : '?'}~${node.document.mode ?? ''}`,
    );
    const face = JSON.stringify([[...body.inputs], [...body.outputs]]);
    key = hash('sha256', `${nodes.map((text) => `${text.length}:${text}`).join('')}${face}`, 'hex');
    bodies.set(body, key);
  }
  return key;
}

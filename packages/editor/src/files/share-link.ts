import {
  filesOf,
  formatProblem,
  type Graph,
  parseGraphText,
  type Registry,
  serializeGraph,
} from '@moodwire/engine/graph';
import { words } from '../words/words.js';
import { fromBase64Url, toBase64Url } from './base64url.js';
import { deflate, inflate } from './inflate.js';

/** What stands before a graph in an address. */
const HEAD = '#graph=';
/** More than this many programs cut off. */
const MOST_CHARACTERS = 64 * 1024;
/** A graph as text, unpacked. */
const MOST_BYTES = 2 ** 20;

export type ShareLink =
  | {
      readonly ok: true;
      /** What goes behind the address of the editor: `#graph=…`. */
      readonly fragment: string;
      /** Files of this machine that the graph names, and that were left out; to be told. */
      readonly leftOut: readonly string[];
      /** The same in words; nothing where all went along. */
      readonly note?: string;
    }
  | { readonly ok: false; readonly message: string };

export type SharedGraph =
  | { readonly ok: true; readonly graph: Graph }
  | { readonly ok: false; readonly message: string };

/**
 * The whole graph as the fragment of a link: browsers keep it to themselves, no server sees it. Photos that came with
 * Moodwire and files of the store are named as they are; names of files on this machine are nobody's business and are
 * left out. A graph that is too large for a link is refused, with what to do.
 */
export async function linkOfGraph(graph: Graph, registry: Registry): Promise<ShareLink> {
  const { graph: shared, leftOut } = withoutLocalFiles(graph, registry);
  const bytes = new TextEncoder().encode(serializeGraph(shared));
  const text = bytes.length > MOST_BYTES ? undefined : toBase64Url(await deflate(bytes));
  if (text === undefined || HEAD.length + text.length > MOST_CHARACTERS) {
    return { ok: false, message: words().files.linkTooLong };
  }
  const note = leftOut.length > 0 ? { note: words().files.leftOutOfLink(leftOut.map(baseName).join(', ')) } : {};
  return { ok: true, fragment: `${HEAD}${text}`, leftOut, ...note };
}

/** Does the fragment of an address hold a graph? */
export const isShareLink = (fragment: string): boolean => fragment.startsWith(HEAD);

/** Reads a graph from the fragment of a link. Never throws: links come from anybody. */
export async function graphOfLink(fragment: string): Promise<SharedGraph> {
  const refuse = (message: string): SharedGraph => ({ ok: false, message });
  if (fragment.length > MOST_CHARACTERS) return refuse(words().files.linkTooLongToOpen);
  const packed = isShareLink(fragment) ? fromBase64Url(fragment.slice(HEAD.length)) : undefined;
  const bytes = packed && (await inflate(packed, 'deflate-raw', MOST_BYTES));
  if (!bytes) return refuse(words().files.linkDamaged);
  const parsed = parseGraphText(new TextDecoder().decode(bytes));
  if ('graph' in parsed) return { ok: true, graph: parsed.graph };
  return refuse(words().files.linkNotGraph(parsed.problems.slice(0, 1).map(formatProblem).join('')));
}

const isShippedPhoto = (name: string): boolean => /^photos\/[\w-]+\.\w+$/.test(name);
const isStored = (name: string): boolean => /^[0-9a-f]{64}\/[^/\\]*$/.test(name);
/** Of a kind of node that is not known here, what can be told to be a path. */
const isPath = (text: string): boolean => /^(?:~?\/|[A-Za-z]:[\\/]|\\\\|file:)[^\n]*$/.test(text);

const baseName = (path: string): string => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);

function withoutLocalFiles(graph: Graph, registry: Registry): { readonly graph: Graph; readonly leftOut: string[] } {
  const named = new Set([
    ...filesOf(graph, registry, 'read').filter((name) => name !== '' && !isShippedPhoto(name) && !isStored(name)),
    // Where results go is no file of this machine, unless it says where on it.
    ...filesOf(graph, registry, 'write').filter(isPath),
  ]);
  const leftOut = new Set<string>();
  const cleaned = <B extends Pick<Graph, 'nodes'>>(body: B): B => ({
    ...body,
    nodes: Object.fromEntries(
      Object.entries(body.nodes).map(([id, node]) => {
        if (!node.params) return [id, node];
        const isKnown = registry.get(node.type) !== undefined;
        const kept = Object.entries(node.params).filter(([, value]) => {
          const isLocal = typeof value === 'string' && (named.has(value) || (!isKnown && isPath(value)));
          if (isLocal) leftOut.add(value);
          return !isLocal;
        });
        return [id, { ...node, params: Object.fromEntries(kept) }];
      }),
    ),
  });
  const subgraphs =
    graph.subgraphs && Object.fromEntries(Object.entries(graph.subgraphs).map(([name, body]) => [name, cleaned(body)]));
  return { graph: { ...cleaned(graph), ...(subgraphs && { subgraphs }) }, leftOut: [...leftOut] };
}

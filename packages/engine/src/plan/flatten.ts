import { isSubgraph } from '../graph/link-body.js';
import { isList, lazySourcesOf, sourcesOf } from '../graph/link-node.js';
import { type Feed, type LinkedBody, type LinkedNode, NO_PLACES, type Ref } from '../graph/linked.js';
import { orderOf } from '../graph/order.js';
import { writeParams } from '../graph/shape.js';
import { assignable, type Port } from '../port/port.js';
import type { Json } from '../value/value.js';
import { consumersOf } from './consumers.js';
import { outputsOf, type Program, readsFiles, type Target } from './program.js';

/** More than anybody draws: a few lines of nested subgraphs could ask for any number. */
const MOST_NODES = 1_000_000;

/** What a slot is given from outside its body: a link, or a value for a param. */
type Given = { readonly feed: Feed } | { readonly value: Json };

/** Nothing where a feed could be, and the node whose mode is the reason. */
type Gone = { readonly gone: string };

/** What the outputs of a node are where it stands in the program. */
type Outs = (out: number) => Feed | Gone;

const isGone = (one: object): one is Gone => 'gone' in one;
const feedOf = (one: Feed | Gone): Feed | undefined => (isGone(one) ? undefined : one);

/** Puts subgraphs in place, takes bypassed and muted nodes out, and opens the interface's inputs that are given. */
export function flatten(root: LinkedBody, given: readonly string[]): Program {
  if (sizeOf(root) > MOST_NODES) throw new RangeError(`more than ${MOST_NODES.toLocaleString('en')} nodes`);
  const nodes: LinkedNode[] = [];
  const targets = new Map<string, Target>();

  function place(body: LinkedBody, prefix: string, outside: ReadonlyMap<string, Given>): Map<string, Feed | Gone> {
    const overrides = overridesOf(body, outside);
    const placed: Outs[] = new Array(body.nodes.length);
    const resolve = ({ at, out }: Ref): Feed | Gone => placed[at]!(out);
    for (const at of body.order) {
      const node = body.nodes[at]!;
      const id = prefix + node.id;
      const fed = feedsOf(node, id, overrides?.get(at), resolve);
      if (node.document.mode === 'mute' || isGone(fed)) {
        const gone = node.document.mode !== 'mute' && isGone(fed) ? fed : { gone: id };
        placed[at] = () => gone;
        targets.set(id, undefined);
      } else if (node.document.mode === 'bypass' && node.shape) {
        const ports = node.mapped ? node.shape.listPorts : node.shape.outputPorts;
        const outs = ports.map((port) => passed(node, port, fed.feeds, body) ?? { gone: id });
        placed[at] = (out) => outs[out]!;
        targets.set(id, named(node.shape.outputs, outs));
      } else if (node.body && isInPlace(node) && node.body.order.length < node.body.nodes.length) {
        // It can't run for its circle. It stands there as one node, so that what needs it is known.
        const to = nodes.length;
        nodes.push({ ...node, id, feeds: [], sources: NO_PLACES, lazySources: NO_PLACES });
        placed[at] = (out) => ({ at: to, out });
        for (const one of [id, ...node.body.ids.map((inner) => `${id}/${inner}`)])
          targets.set(one, outputsOf(node, to));
      } else if (node.body && node.shape && isInPlace(node)) {
        const inner = place(node.body, `${id}/`, givenTo(node, fed));
        const outs = node.shape.outputs.map((name) => inner.get(name) ?? { gone: id });
        placed[at] = (out) => outs[out]!;
        targets.set(id, named(node.shape.outputs, outs));
      } else {
        const to = nodes.length;
        nodes.push(moved(node, id, fed));
        placed[at] = (out) => ({ at: to, out });
        targets.set(id, outputsOf(node, to));
      }
    }
    const outputs = new Map<string, Feed | Gone>();
    for (const [name, ref] of body.outputs) {
      const feed = placed[ref.at]?.(ref.out); // none of a node on a circle
      if (feed) outputs.set(name, feed);
    }
    return outputs;
  }

  const made = [...place(root, '', new Map(given.map((name, out) => [name, { feed: { at: -1, out } }])))];
  let consumers: Program['consumers'] | undefined;
  return {
    nodes,
    order: orderOf(nodes, true),
    isForward: true,
    outputs: new Map(made.flatMap(([name, one]) => (isGone(one) ? [] : [[name, one]]))),
    leftOut: new Map(made.flatMap(([name, one]) => (isGone(one) ? [[name, one.gone]] : []))),
    targets,
    readsFiles: readsFiles(nodes),
    get consumers() {
      consumers ??= consumersOf(nodes);
      return consumers;
    },
  };
}

/** Is it a subgraph that stands in the program node by node? */
const isInPlace = ({ document, mapped }: LinkedNode): boolean => !mapped && isSubgraph(document.type);

const sizes = new WeakMap<LinkedBody, number>();

/**
 * How many nodes have to be looked at to put all subgraphs in place, those that hold nothing included. Worked out from
 * the size of each, so that what is too large is refused before it is made. Long lists of links count for more.
 */
function sizeOf(body: LinkedBody): number {
  const known = sizes.get(body);
  if (known !== undefined) return known;
  let size = 0;
  for (const node of body.nodes) {
    size++;
    for (const feed of node.feeds) if (feed && isList(feed)) size += Math.floor(feed.length / 16);
    if (node.body && isInPlace(node) && node.document.mode === undefined) size += sizeOf(node.body);
  }
  sizes.set(body, size);
  return size;
}

type Fed = { readonly feeds: readonly (Feed | undefined)[]; readonly values: ReadonlyMap<number, Json> };

/** What feeds a node where it stands now, unless something that it cannot do without is gone. */
function feedsOf(
  node: LinkedNode,
  id: string,
  overrides: ReadonlyMap<number, Given> | undefined,
  resolve: (ref: Ref) => Feed | Gone,
): Fed | Gone {
  const { shape } = node;
  if (!shape) return { feeds: node.feeds, values: new Map() };
  const feeds: (Feed | undefined)[] = [];
  const values = new Map<number, Json>();
  let why: Gone = { gone: id };
  for (const slot of shape.slots) {
    const given = overrides?.get(slot.at);
    if (given && 'value' in given) values.set(slot.at, given.value);
    const before = node.feeds[slot.at];
    let feed = given ? ('feed' in given ? given.feed : undefined) : undefined;
    if (!given && before) {
      const links = (isList(before) ? before : [before]).map(resolve);
      feed = isList(before) ? links.filter((one): one is Ref => !isGone(one) && !isList(one)) : feedOf(links[0]!);
      if (feed === undefined || (isList(feed) && isList(before) && feed.length === 0 && links.length > 0)) {
        feed = undefined;
        why = links.find(isGone) ?? why;
        if (!slot.optional) return why;
      }
    }
    feeds.push(feed);
  }
  if (node.mapped && stillMapped(node.mapped, feeds).length === 0) return why;
  return { feeds, values };
}

/** An optional list may be muted: the node is mapped over the others. */
function stillMapped(mapped: readonly number[], feeds: readonly (Feed | undefined)[]): readonly number[] {
  return mapped.every((at) => feeds[at]) ? mapped : mapped.filter((at) => feeds[at]);
}

function overridesOf(body: LinkedBody, outside: ReadonlyMap<string, Given>) {
  if (outside.size === 0) return undefined;
  const overrides = new Map<number, Map<number, Given>>();
  for (const [name, places] of body.inputs) {
    const given = outside.get(name);
    if (!given) continue;
    for (const { at, slot } of places) {
      const of = overrides.get(at) ?? new Map<number, Given>();
      overrides.set(at, of.set(slot, given));
    }
  }
  return overrides;
}

/** What a subgraph's node gives to the inputs that its interface names. */
function givenTo(node: LinkedNode, { feeds, values }: Fed): Map<string, Given> {
  const given = new Map<string, Given>();
  for (const slot of node.shape!.slots) {
    const feed = feeds[slot.at];
    if (feed) given.set(slot.name, { feed });
    else if (values.has(slot.at)) given.set(slot.name, { value: values.get(slot.at)! });
    else if (slot.param && node.document.params && Object.hasOwn(node.document.params, slot.name)) {
      given.set(slot.name, { value: node.params[slot.name]! });
    }
  }
  return given;
}

/** What a bypassed node lets through to one of its outputs: the first input that fits there. */
function passed(
  node: LinkedNode,
  port: Port,
  feeds: readonly (Feed | undefined)[],
  body: LinkedBody,
): Feed | undefined {
  for (const slot of node.shape!.inputs) {
    const feed = feeds[slot.at];
    const before = node.feeds[slot.at];
    if (feed === undefined) continue;
    const source = before && !isList(before) ? body.nodes[before.at]! : undefined;
    const ports = source?.mapped ? source.shape?.listPorts : source?.shape?.outputPorts;
    const given = before && !isList(before) ? ports?.[before.out] : slot.port;
    const taken: Port = node.mapped?.includes(slot.at) ? { kind: 'list', of: [slot.port] } : slot.port;
    if (given && assignable(given, port).ok && assignable(taken, port).ok) return feed;
  }
  return undefined;
}

function named(names: readonly string[], outs: readonly (Feed | Gone)[]): ReadonlyMap<string, Feed> {
  return new Map(outs.flatMap((one, out): (readonly [string, Feed])[] => (isGone(one) ? [] : [[names[out]!, one]])));
}

/** The node under its path, with what feeds it there. */
function moved(node: LinkedNode, id: string, { feeds, values }: Fed): LinkedNode {
  const { shape } = node;
  if (!shape) return { ...node, id, feeds: [], sources: NO_PLACES };
  let { params, keyHead } = node;
  if (values.size > 0) {
    const set = [...values].map(([at, value]) => [shape.slots[at]!.name, value] as const);
    params = { ...params, ...Object.fromEntries(set) };
    keyHead = shape.head + writeParams(shape.params, params);
  }
  const sources = sourcesOf(shape, feeds, node.mapped !== undefined);
  const lazySources = shape.hasLazy && !node.mapped ? lazySourcesOf(shape, feeds) : NO_PLACES;
  const mapped = node.mapped && stillMapped(node.mapped, feeds);
  return { ...node, id, params, keyHead, feeds, sources, lazySources, mapped };
}

import { isSubgraph } from '../graph/link-body.js';
import { isList, lazySourcesOf, sourcesOf } from '../graph/link-node.js';
import { type Feed, type LinkedBody, type LinkedNode, NO_PLACES, type Ref } from '../graph/linked.js';
import { orderOf } from '../graph/order.js';
import { writeParams } from '../graph/shape.js';
import { assignable, type Port } from '../port/port.js';
import { list } from '../port/ports.js';
import type { Json } from '../value/value.js';
import { consumersOf } from './consumers.js';
import { outputsOf, type Program, readsFiles, type Target } from './program.js';

/** More than anybody draws: a few lines of nested subgraphs could ask for any number. */
const MOST_NODES = 1_000_000;

/** What a slot is given from outside its body: a link, or a value for a param. */
type Given = { readonly feed: Feed } | { readonly value: Json };

/** What the outputs of a node are where it stands in the program; undefined where it is muted. */
type Outs = (out: number) => Feed | undefined;

/** Puts subgraphs in place, takes bypassed and muted nodes out, and opens the interface's inputs that are given. */
export function flatten(root: LinkedBody, given: readonly string[]): Program {
  const nodes: LinkedNode[] = [];
  const targets = new Map<string, Target>();

  function place(body: LinkedBody, prefix: string, outside: ReadonlyMap<string, Given>): Map<string, Feed> {
    const overrides = overridesOf(body, outside);
    const placed: Outs[] = new Array(body.nodes.length);
    const resolve = ({ at, out }: Ref): Feed | undefined => placed[at]!(out);
    for (const at of body.order) {
      const node = body.nodes[at]!;
      const id = prefix + node.id;
      const fed = feedsOf(node, overrides?.get(at), resolve);
      if (!fed || node.document.mode === 'mute') {
        placed[at] = () => undefined;
        targets.set(id, undefined);
      } else if (node.document.mode === 'bypass' && node.shape) {
        const outs = portsOf(node).map((port) => passed(node, port, fed.feeds, body));
        placed[at] = (out) => outs[out];
        targets.set(id, named(node.shape.outputs, outs));
      } else if (node.body && node.shape && !node.mapped && isSubgraph(node.document.type)) {
        const inner = place(node.body, `${id}/`, givenTo(node, fed));
        const outs = node.shape.outputs.map((name) => inner.get(name));
        placed[at] = (out) => outs[out];
        targets.set(id, named(node.shape.outputs, outs));
      } else {
        const to = nodes.length;
        if (to >= MOST_NODES) throw new RangeError(`more than ${MOST_NODES.toLocaleString('en')} nodes`);
        nodes.push(moved(node, id, fed));
        placed[at] = (out) => ({ at: to, out });
        targets.set(id, outputsOf(node, to));
      }
    }
    const outputs = new Map<string, Feed>();
    for (const [name, ref] of body.outputs) {
      const feed = placed[ref.at]?.(ref.out);
      if (feed) outputs.set(name, feed);
    }
    return outputs;
  }

  const outputs = place(root, '', new Map(given.map((name, out) => [name, { feed: { at: -1, out } }])));
  let consumers: Program['consumers'] | undefined;
  return {
    nodes,
    order: orderOf(nodes, true),
    isForward: true,
    outputs,
    targets,
    readsFiles: readsFiles(nodes),
    get consumers() {
      consumers ??= consumersOf(nodes);
      return consumers;
    },
  };
}

type Fed = { readonly feeds: readonly (Feed | undefined)[]; readonly values: ReadonlyMap<number, Json> };

/** What feeds a node where it stands now; nothing when something that it cannot do without is muted. */
function feedsOf(
  node: LinkedNode,
  overrides: ReadonlyMap<number, Given> | undefined,
  resolve: (ref: Ref) => Feed | undefined,
): Fed | undefined {
  const { shape } = node;
  if (!shape) return { feeds: node.feeds, values: new Map() };
  const feeds: (Feed | undefined)[] = [];
  const values = new Map<number, Json>();
  for (const slot of shape.slots) {
    const given = overrides?.get(slot.at);
    if (given && 'value' in given) values.set(slot.at, given.value);
    const before = node.feeds[slot.at];
    let feed = given ? ('feed' in given ? given.feed : undefined) : undefined;
    if (!given && before) {
      feed = isList(before)
        ? before.map(resolve).filter((one): one is Ref => one !== undefined && !isList(one))
        : resolve(before);
      const isGone = feed === undefined || (isList(feed) && isList(before) && feed.length === 0 && before.length > 0);
      if (isGone && !slot.optional) return undefined;
      if (isGone) feed = undefined;
    }
    feeds.push(feed);
  }
  return { feeds, values };
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
    const own = node.mapped?.includes(slot.at) ? list(slot.port) : slot.port;
    const given = before && !isList(before) ? portsOf(body.nodes[before.at]!)[before.out] : own;
    if (given && assignable(given, port).ok && assignable(own, port).ok) return feed;
  }
  return undefined;
}

/** What the outputs of a node give, which are lists where it is mapped. */
function portsOf({ shape, document }: LinkedNode): readonly Port[] {
  return (document.map === undefined ? shape?.outputPorts : shape?.listPorts) ?? [];
}

function named(names: readonly string[], outs: readonly (Feed | undefined)[]): ReadonlyMap<string, Feed> {
  return new Map(names.flatMap((name, out) => (outs[out] ? [[name, outs[out]] as const] : [])));
}

/** The node under its path, with what feeds it there. */
function moved(node: LinkedNode, id: string, { feeds, values }: Fed): LinkedNode {
  const { shape } = node;
  if (!shape) return { ...node, id, feeds: [], sources: NO_PLACES };
  let { params, paramsText } = node;
  if (values.size > 0) {
    const set = [...values].map(([at, value]) => [shape.slots[at]!.name, value] as const);
    params = { ...params, ...Object.fromEntries(set) };
    paramsText = writeParams(shape.params, params);
  }
  const sources = sourcesOf(shape, feeds, node.mapped !== undefined);
  const lazySources = shape.hasLazy && !node.mapped ? lazySourcesOf(shape, feeds) : NO_PLACES;
  return { ...node, id, params, paramsText, feeds, sources, lazySources };
}

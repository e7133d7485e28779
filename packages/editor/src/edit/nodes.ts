import { type AnyNode, type Json, parseEndpoint } from '@moodwire/engine/graph';
import type { Body, Point } from '../document/body.js';
import { type BodyDraft, freeName, layoutOf, type NodeDraft, placeIn } from './draft.js';
import { dropParam } from './links.js';
import { partsOfLink, renameRoutes, routeLink } from './routes.js';

/** Adds a node of a kind and gives its id, a readable name. */
export function addNode(body: BodyDraft, type: string, at: Point, node: Partial<NodeDraft> = {}): string {
  const id = freeName(type.slice(type.indexOf('/') + 1), (name) => Object.hasOwn(body.nodes, name));
  body.nodes[id] = { type, ...node };
  Object.assign(placeIn(body, id), { x: Math.round(at.x), y: Math.round(at.y) });
  return id;
}

/** Takes nodes away, with all links to and from them. */
export function removeNodes(body: BodyDraft, ids: ReadonlySet<string>): void {
  for (const id of ids) {
    delete body.nodes[id];
    if (body.layout?.nodes) delete body.layout.nodes[id];
  }
  renameRoutes(body, (id) => (ids.has(partsOfLink(id).node) ? undefined : id));
  const isGone = (link: string): boolean => ids.has(parseEndpoint(link)?.node ?? '');
  for (const [id, node] of Object.entries(body.nodes)) {
    for (const [slot, feed] of Object.entries(node.inputs ?? {})) {
      if (!Array.isArray(feed)) {
        if (!isGone(feed)) continue;
        delete node.inputs![slot];
        routeLink(body, `${id}.${slot}`, []);
        continue;
      }
      const left = feed.filter((link) => !isGone(link));
      if (left.length === feed.length) continue;
      keepRoutes(body, id, slot, feed, isGone);
      if (left.length === 0) delete node.inputs![slot];
      else node.inputs![slot] = left;
    }
    if (node.inputs && Object.keys(node.inputs).length === 0) delete node.inputs;
  }
  forgetInterface(body, isGone);
}

/** What is left of a list keeps the points through which it is led. */
function keepRoutes(
  body: BodyDraft,
  node: string,
  slot: string,
  feed: readonly string[],
  isGone: (link: string) => boolean,
): void {
  let left = 0;
  const place = feed.map((link) => (isGone(link) ? undefined : left++));
  renameRoutes(body, (id) => {
    const link = partsOfLink(id);
    if (link.node !== node || link.slot !== slot || link.item === undefined) return id;
    const item = place[link.item];
    return item === undefined ? undefined : `${node}.${slot}#${item}`;
  });
}

/** Takes what the interface names away, where `isGone` says so of the place. */
function forgetInterface(body: BodyDraft, isGone: (place: string) => boolean): void {
  const { inputs, outputs } = body.interface ?? {};
  for (const [name, places] of Object.entries(inputs ?? {})) {
    const left = [places].flat().filter((place) => !isGone(place));
    if (left.length === 0) delete inputs![name];
    else if (Array.isArray(places)) inputs![name] = left;
  }
  for (const [name, place] of Object.entries(outputs ?? {})) if (isGone(place)) delete outputs![name];
}

/** Takes nodes out and lets what fed them feed what they fed, where the names of a bypass would. */
export function bridgeOver(body: BodyDraft, id: string, kind: AnyNode): void {
  const fed = body.nodes[id]?.inputs ?? {};
  for (const [output, port] of Object.entries(kind.outputs)) {
    const through = Object.entries(kind.inputs).find(([name, input]) => input.kind === port.kind && name in fed)?.[0];
    const source = through === undefined ? undefined : [fed[through]!].flat()[0];
    if (source === undefined) continue;
    replaceSource(body, `${id}.${output}`, source);
  }
}

/** Everything that `before` feeds is fed by `after`. */
export function replaceSource(body: BodyDraft, before: string, after: string): void {
  for (const node of Object.values(body.nodes)) {
    for (const [slot, feed] of Object.entries(node.inputs ?? {})) {
      if (feed === before) node.inputs![slot] = after;
      else if (Array.isArray(feed)) node.inputs![slot] = feed.map((link) => (link === before ? after : link));
    }
  }
  const outputs = body.interface?.outputs;
  for (const [name, place] of Object.entries(outputs ?? {})) if (place === before) outputs![name] = after;
}

/** Gives a node another id, everywhere. */
export function renameNode(body: BodyDraft, id: string, wish: string): string {
  const name = freeName(wish, (one) => one !== id && Object.hasOwn(body.nodes, one));
  if (name === id || !body.nodes[id]) return id;
  // Nodes keep their order.
  body.nodes = Object.fromEntries(Object.entries(body.nodes).map(([key, node]) => [key === id ? name : key, node]));
  const places = body.layout?.nodes;
  if (places?.[id]) {
    places[name] = places[id];
    delete places[id];
  }
  renameRoutes(body, (link) => (partsOfLink(link).node === id ? `${name}${link.slice(id.length)}` : link));
  const renamed = (link: string): string => {
    const end = parseEndpoint(link);
    return end?.node === id ? `${name}.${end.port}` : link;
  };
  for (const node of Object.values(body.nodes)) {
    for (const [slot, feed] of Object.entries(node.inputs ?? {})) {
      node.inputs![slot] = Array.isArray(feed) ? feed.map(renamed) : renamed(feed);
    }
  }
  const { inputs, outputs } = body.interface ?? {};
  for (const [key, places_] of Object.entries(inputs ?? {})) {
    inputs![key] = Array.isArray(places_) ? places_.map(renamed) : renamed(places_);
  }
  for (const [key, place] of Object.entries(outputs ?? {})) outputs![key] = renamed(place);
  return name;
}

/** Moves nodes, groups and notes, by their keys, to where `to` says. */
export function moveItems(body: BodyDraft, to: ReadonlyMap<string, Point>): void {
  for (const [key, { x, y }] of to) {
    const at = { x: Math.round(x), y: Math.round(y) };
    const [, list, id] = /^(group|note):(.*)$/.exec(key) ?? [];
    if (list === undefined) {
      if (body.nodes[key]) Object.assign(placeIn(body, key), at);
      continue;
    }
    const items = (list === 'group' ? layoutOf(body).groups : layoutOf(body).notes) as
      | Record<string, Json>[]
      | undefined;
    const item = items?.find((one) => one['id'] === id);
    if (item) Object.assign(item, at);
  }
}

/** Sets a param, or takes it away where it is the default. */
export function setParam(body: BodyDraft, id: string, name: string, value: Json, fallback: unknown): void {
  const node = body.nodes[id];
  if (!node) return;
  if (JSON.stringify(value) === JSON.stringify(fallback)) {
    dropParam(node, name);
    return;
  }
  node.params ??= {};
  (node.params as Record<string, Json>)[name] = value;
}

/** Bypasses or mutes nodes; all of them that are so already are taken back. */
export function toggleMode(body: BodyDraft, ids: Iterable<string>, mode: 'bypass' | 'mute'): void {
  const nodes = [...ids].flatMap((id) => body.nodes[id] ?? []);
  const isOn = nodes.every((node) => node.mode === mode);
  for (const node of nodes) {
    if (isOn) delete node.mode;
    else node.mode = mode;
  }
}

/** Sets or takes back a mark of the places of nodes. */
export function toggleMark(body: BodyDraft, ids: Iterable<string>, mark: 'isCollapsed' | 'isPinned'): void {
  const places = [...ids].filter((id) => body.nodes[id]).map((id) => placeIn(body, id) as Record<string, unknown>);
  const isOn = places.every((place) => place[mark] === true);
  for (const place of places) {
    if (isOn) delete place[mark];
    else place[mark] = true;
  }
}

/** The ids of those that stand for nodes among what is selected. */
export const nodeIds = (selection: ReadonlySet<string>, body: Body): string[] =>
  [...selection].filter((key) => Object.hasOwn(body.nodes, key));

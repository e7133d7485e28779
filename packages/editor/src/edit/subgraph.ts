import { parseEndpoint } from '@moodwire/engine/graph';
import { type Body, type Graph, groupsOf, notesOf, type Point, placeOf, routesOf } from '../document/body.js';
import { type BodyDraft, freeName, type GraphDraft, type NodeDraft, placeIn } from './draft.js';
import { copyGroup, copyNote } from './frames.js';
import { dropParam, linkId } from './links.js';
import { removeNodes, replaceSource } from './nodes.js';
import { partsOfLink, routeLink } from './routes.js';

export const SUBGRAPH = 'subgraph/';

/** The name of the subgraph that a node is or runs. */
export function subgraphOf(node: { readonly type: string; readonly params?: unknown }): string | undefined {
  if (node.type.startsWith(SUBGRAPH)) return node.type.slice(SUBGRAPH.length);
  const body = (node.params as Readonly<Record<string, unknown>> | undefined)?.['body'];
  return node.type.startsWith('flow/') && typeof body === 'string' && body !== '' ? body : undefined;
}

/** Why these nodes cannot be made a subgraph, in words. `isEach`: does a slot take what feeds it item by item? */
export function whyNoSubgraph(
  body: Body,
  ids: ReadonlySet<string>,
  isEach: (id: string, slot: string) => boolean,
): string | undefined {
  if (ids.size === 0) return 'Select the nodes first.';
  for (const id of ids) {
    const node = body.nodes[id];
    for (const [slot, feed] of Object.entries(node?.inputs ?? {})) {
      const inside = [feed].flat().map((link) => ids.has(parseEndpoint(link)?.node ?? ''));
      if (inside.includes(true) && inside.includes(false)) {
        return `${id}.${slot} is fed from inside and outside of the selection: select all that feed it, or none.`;
      }
      if (node?.map && inside.includes(false) && isEach(id, slot)) {
        return `${id} runs once for each item of what feeds ${id}.${slot}: select that as well.`;
      }
    }
  }
  const between = nodeBetween(body, ids);
  return between === undefined ? undefined : `${between} lies between the nodes that are selected: select it as well.`;
}

/** A node outside that is fed by those inside and feeds them: with it left out the subgraph would feed itself. */
function nodeBetween(body: Body, ids: ReadonlySet<string>): string | undefined {
  const sourcesOf = (id: string): string[] =>
    Object.values(body.nodes[id]?.inputs ?? {})
      .flat()
      .flatMap((link) => parseEndpoint(link)?.node ?? []);
  const seen = new Set<string>();
  const open = [...ids];
  while (open.length > 0) {
    const id = open.pop()!;
    const sources = sourcesOf(id);
    if (!ids.has(id) && sources.some((one) => ids.has(one))) return id;
    for (const one of sources) {
      if (ids.has(one) || seen.has(one)) continue;
      seen.add(one);
      open.push(one);
    }
  }
  return undefined;
}

/** Makes a subgraph of nodes, and puts one node in their place. Gives that node's id. */
export function makeSubgraph(body: BodyDraft, graph: GraphDraft, ids: ReadonlySet<string>, title: string): string {
  graph.subgraphs ??= {};
  const { subgraphs } = graph;
  const name = freeName(title.toLowerCase().replace(/\s+/g, '-') || 'part', (one) => Object.hasOwn(subgraphs, one));
  const inner: Record<string, NodeDraft> = {};
  const layout: Record<string, { x: number; y: number }> = {};
  for (const id of Object.keys(body.nodes)) {
    if (!ids.has(id)) continue;
    inner[id] = structuredCloneOf(body.nodes[id]!);
    layout[id] = structuredCloneOf({ ...placeOf(body as Body, id) });
  }
  const inputs: Record<string, string[]> = {};
  const outputs: Record<string, string> = {};
  const outer: NodeDraft = { type: `${SUBGRAPH}${name}` };
  const known = new Map<string, string>();
  const exposed = new Set(Object.values(body.interface?.inputs ?? {}).flat());
  for (const [id, node] of Object.entries(inner)) {
    for (const [slot, feed] of Object.entries(node.inputs ?? {})) {
      const links = [feed].flat();
      if (links.every((link) => ids.has(parseEndpoint(link)?.node ?? ''))) continue;
      // What the interface sets beside its link is not shared: it may get something else.
      const key = exposed.has(`${id}.${slot}`) ? `${id}.${slot}` : JSON.stringify(feed);
      const port = known.get(key) ?? freeName(slot, (one) => Object.hasOwn(inputs, one));
      known.set(key, port);
      inputs[port] = [...(inputs[port] ?? []), `${id}.${slot}`];
      outer.inputs ??= {};
      outer.inputs[port] = structuredCloneOf(feed);
      delete node.inputs![slot];
    }
    if (node.inputs && Object.keys(node.inputs).length === 0) delete node.inputs;
  }
  const id = freeName(name, (one) => Object.hasOwn(body.nodes, one));
  const outPort = (place: string): string => {
    const there = Object.keys(outputs).find((port) => outputs[port] === place);
    if (there !== undefined) return there;
    const port = freeName(
      parseEndpoint(place)!.port,
      (one) => Object.hasOwn(outputs, one) || Object.hasOwn(inputs, one),
    );
    outputs[port] = place;
    return port;
  };
  const isInner = (place: string): boolean => ids.has(parseEndpoint(place)?.node ?? '');
  for (const [other, node] of Object.entries(body.nodes)) {
    if (ids.has(other)) continue;
    for (const [slot, feed] of Object.entries(node.inputs ?? {})) {
      const moved = (link: string): string => (isInner(link) ? `${id}.${outPort(link)}` : link);
      node.inputs![slot] = Array.isArray(feed) ? feed.map(moved) : moved(feed);
    }
  }
  const face = body.interface;
  for (const [key, places] of Object.entries(face?.inputs ?? {})) {
    const list = [places].flat();
    const within = list.filter(isInner);
    if (within.length === 0) continue;
    const fed = within.flatMap((place) => known.get(place) ?? []);
    const unfed = within.filter((place) => !known.has(place));
    const left = [...list.filter((place) => !isInner(place)), ...fed.map((port) => `${id}.${port}`)];
    if (unfed.length > 0) {
      const port = freeName(key, (one) => Object.hasOwn(inputs, one) || Object.hasOwn(outputs, one));
      inputs[port] = unfed;
      left.push(`${id}.${port}`);
    }
    face!.inputs![key] = left.length === 1 ? left[0]! : left;
  }
  for (const [key, place] of Object.entries(face?.outputs ?? {})) {
    if (isInner(place)) face!.outputs![key] = `${id}.${outPort(place)}`;
  }
  const points = Object.values(layout);
  const left = Math.min(...points.map(({ x }) => x));
  const top = Math.min(...points.map(({ y }) => y));
  const routes = Object.entries(routesOf(body as Body)).flatMap(([link, points]) => {
    const { node, slot } = partsOfLink(link);
    return inner[node]?.inputs?.[slot] === undefined ? [] : [[link, shifted(points, { x: -left, y: -top })] as const];
  });
  subgraphs[name] = {
    title,
    interface: { inputs: single(inputs), outputs },
    nodes: inner,
    layout: {
      nodes: Object.fromEntries(Object.entries(layout).map(([key, p]) => [key, { ...p, x: p.x - left, y: p.y - top }])),
      ...(routes.length > 0 && { routes: Object.fromEntries(routes) }),
    },
  };
  removeNodes(body, ids);
  body.nodes[id] = outer;
  Object.assign(placeIn(body, id), { x: left, y: top });
  return id;
}

const single = (places: Readonly<Record<string, string[]>>): Record<string, string | string[]> =>
  Object.fromEntries(Object.entries(places).map(([name, list]) => [name, list.length === 1 ? list[0]! : list]));

/** Why the node of a subgraph cannot be unpacked, in words. */
export function whyNoUnpack(node: { readonly type: string; readonly mode?: unknown; readonly map?: unknown }) {
  if (!node.type.startsWith(SUBGRAPH)) return 'Only the node of a subgraph can be unpacked, not one that runs it.';
  if (node.map !== undefined) return 'It runs once for each item: take that back first.';
  if (node.mode === 'bypass') return 'It is bypassed: take that back first.';
  return undefined;
}

/** Puts the nodes of a subgraph in the place of the node that is it, with its groups and notes. Gives their keys. */
export function unpackSubgraph(body: BodyDraft, graph: GraphDraft, id: string): string[] {
  const node = body.nodes[id];
  const name = node && subgraphOf(node);
  const part = name === undefined ? undefined : graph.subgraphs?.[name];
  if (!node || !part || name === undefined || whyNoUnpack(node) !== undefined) return [];
  const at = { ...placeOf(body as Body, id) };
  const names = new Map<string, string>();
  const taken = new Set(Object.keys(body.nodes));
  for (const inner of Object.keys(part.nodes)) {
    const to = freeName(inner, (one) => taken.has(one));
    taken.add(to);
    names.set(inner, to);
  }
  const renamed = (place: string): string => {
    const end = parseEndpoint(place);
    return end ? `${names.get(end.node) ?? end.node}.${end.port}` : place;
  };
  for (const [inner, to] of names) {
    const copy = structuredCloneOf(part.nodes[inner]!);
    for (const [slot, feed] of Object.entries(copy.inputs ?? {})) {
      copy.inputs![slot] = Array.isArray(feed) ? feed.map(renamed) : renamed(feed);
    }
    // What a muted node stands for is muted.
    if (node.mode === 'mute') copy.mode = 'mute';
    body.nodes[to] = copy;
    const place = placeOf(part as Body, inner);
    Object.assign(placeIn(body, to), { ...place, x: at.x + place.x, y: at.y + place.y });
  }
  for (const [port, places] of Object.entries(part.interface?.inputs ?? {})) {
    const feed = node.inputs?.[port];
    const value = node.params?.[port];
    for (const end of [places].flat().map((place) => parseEndpoint(renamed(place)))) {
      const inner = end && body.nodes[end.node];
      if (!inner) continue;
      // What is given from outside comes before what is set or linked inside.
      if (feed !== undefined) {
        dropParam(inner, end.port);
        inner.inputs = { ...inner.inputs, [end.port]: structuredCloneOf(feed) };
      } else if (value !== undefined) {
        if (inner.inputs) delete inner.inputs[end.port];
        inner.params = { ...inner.params, [end.port]: structuredCloneOf(value) } as NodeDraft['params'] & object;
      }
    }
  }
  for (const [port, place] of Object.entries(part.interface?.outputs ?? {})) {
    replaceSource(body, `${id}.${port}`, renamed(place));
  }
  const face = body.interface;
  for (const [key, places] of Object.entries(face?.inputs ?? {})) {
    const list = [places].flat().flatMap((place) => {
      const end = parseEndpoint(place);
      const inside = end?.node === id ? part.interface?.inputs?.[end.port] : undefined;
      return inside === undefined ? place : [inside].flat().map(renamed);
    });
    face!.inputs![key] = list.length === 1 ? list[0]! : list;
  }
  const frames = moveFrames(part as Body, body, at);
  for (const [link, points] of Object.entries(routesOf(part as Body))) {
    const { node: to, ...slot } = partsOfLink(link);
    if (names.has(to)) routeLink(body, linkId({ node: names.get(to)!, ...slot }), shifted(points, at));
  }
  removeNodes(body, new Set([id]));
  if (!isUsed(graph as Graph, name)) delete graph.subgraphs![name];
  return [...names.values(), ...frames];
}

function moveFrames(from: Body, to: BodyDraft, by: Point): string[] {
  return [
    ...groupsOf(from).map((one) => `group:${copyGroup(to, { ...one, x: one.x + by.x, y: one.y + by.y })}`),
    ...notesOf(from).map((one) => `note:${copyNote(to, { ...one, x: one.x + by.x, y: one.y + by.y })}`),
  ];
}

const shifted = (points: readonly Point[], by: Point): Point[] =>
  points.map(({ x, y }) => ({ x: x + by.x, y: y + by.y }));

/** Is a subgraph used anywhere in a graph? */
function isUsed(graph: Graph, name: string): boolean {
  const bodies = [graph, ...Object.values(graph.subgraphs ?? {})];
  return bodies.some((one) => Object.values(one.nodes).some((node) => subgraphOf(node) === name));
}

/** A copy that is no draft. */
function structuredCloneOf<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

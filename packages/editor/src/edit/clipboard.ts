import { type Graph, parseEndpoint, parseGraphText, serializeGraph } from '@moodwire/engine/graph';
import { type Body, groupsOf, notesOf, type Point, placeOf, routeOf, routesOf } from '../document/body.js';
import { type BodyDraft, freeName, type GraphDraft, type NodeDraft, placeIn } from './draft.js';
import { copyGroup, copyNote } from './frames.js';
import { linkId, linksOf } from './links.js';
import { partsOfLink, routeLink } from './routes.js';
import { subgraphOf } from './subgraph.js';

/** What is selected as the text of a graph of its own, with the subgraphs that it uses. */
export function copyText(body: Body, graph: Graph, selection: ReadonlySet<string>): string {
  const ids = Object.keys(body.nodes).filter((id) => selection.has(id));
  const subgraphs: NonNullable<Graph['subgraphs']> = {};
  const take = (nodes: Body['nodes']): void => {
    for (const node of Object.values(nodes)) {
      const name = subgraphOf(node);
      const part = name === undefined ? undefined : graph.subgraphs?.[name];
      if (name === undefined || !part || subgraphs[name]) continue;
      subgraphs[name] = part;
      take(part.nodes);
    }
  };
  const nodes = Object.fromEntries(ids.map((id) => [id, body.nodes[id]!]));
  take(nodes);
  const routes = Object.fromEntries(
    linksOf(body)
      .filter(({ from, node }) => selection.has(node) && selection.has(from.node))
      .map((link) => [linkId(link), routeOf(body, linkId(link))] as const)
      .filter(([, points]) => points.length > 0),
  );
  return serializeGraph({
    format: 'moodwire.graph',
    version: graph.version,
    nodes,
    layout: {
      nodes: Object.fromEntries(ids.map((id) => [id, { ...placeOf(body, id) }])),
      ...(Object.keys(routes).length > 0 && { routes }),
      groups: groupsOf(body).filter(({ id }) => selection.has(`group:${id}`)) as never,
      notes: notesOf(body).filter(({ id }) => selection.has(`note:${id}`)) as never,
    },
    ...(Object.keys(subgraphs).length > 0 && { subgraphs }),
  });
}

/** A graph in a text, or nothing where it is none. */
export function graphInText(text: string): Graph | undefined {
  if (!text.includes('moodwire.graph')) return undefined;
  const parsed = parseGraphText(text);
  return 'graph' in parsed ? parsed.graph : undefined;
}

/**
 * Puts the nodes, groups and notes of a graph into a body, with their middle at a point. Links from nodes that do not
 * come along are kept where those are here. Gives the keys of what was added.
 */
export function paste(body: BodyDraft, graph: GraphDraft, part: Graph, at: Point, keepsLinks = true): string[] {
  const names = new Map<string, string>();
  const taken = new Set(Object.keys(body.nodes));
  for (const id of Object.keys(part.nodes)) {
    const to = freeName(id, (one) => taken.has(one));
    taken.add(to);
    names.set(id, to);
  }
  const here = new Set(Object.keys(body.nodes));
  const renames = addSubgraphs(graph, part);
  const groups = groupsOf(part);
  const notes = notesOf(part);
  const from = middleOfPart(part) ?? at;
  const x = Math.round(at.x - from.x);
  const y = Math.round(at.y - from.y);
  const added: string[] = [];
  for (const [id, to] of names) {
    const node = JSON.parse(JSON.stringify(part.nodes[id])) as NodeDraft;
    body.nodes[to] = withLinks(takeNames(node, renames), (link) => {
      const end = parseEndpoint(link);
      const inside = end && names.get(end.node);
      if (inside !== undefined) return `${inside}.${end!.port}`;
      return keepsLinks && end && here.has(end.node) ? link : undefined;
    });
    const place = placeOf(part, id);
    Object.assign(placeIn(body, to), { ...place, x: Math.round(place.x + x), y: Math.round(place.y + y) });
    added.push(to);
  }
  for (const link of Object.keys(routesOf(part))) {
    const { node, ...slot } = partsOfLink(link);
    const to = names.get(node);
    const isThere = to !== undefined && body.nodes[to]?.inputs?.[slot.slot] !== undefined;
    const points = routeOf(part, link).map((point) => ({ x: point.x + x, y: point.y + y }));
    if (isThere) routeLink(body, linkId({ node: to, ...slot }), points);
  }
  for (const group of groups) added.push(`group:${copyGroup(body, { ...group, x: group.x + x, y: group.y + y })}`);
  for (const note of notes) added.push(`note:${copyNote(body, { ...note, x: note.x + x, y: note.y + y })}`);
  return added;
}

/** The middle of where the nodes, groups and notes of a graph begin; nothing where it has none. */
export function middleOfPart(part: Graph): Point | undefined {
  const places = Object.keys(part.nodes).map((id) => placeOf(part, id));
  const points = [...places, ...groupsOf(part), ...notesOf(part)];
  if (points.length === 0) return undefined;
  const middle = (values: readonly number[]): number => (Math.min(...values) + Math.max(...values)) / 2;
  return { x: middle(points.map(({ x }) => x)), y: middle(points.map(({ y }) => y)) };
}

/** Those that are here with other content come under a new name, and so do those that use them. */
function addSubgraphs(graph: GraphDraft, part: Graph): ReadonlyMap<string, string> {
  const parts = Object.entries(part.subgraphs ?? {});
  if (parts.length === 0) return new Map();
  graph.subgraphs ??= {};
  const { subgraphs } = graph;
  const isOther = (name: string, body: unknown): boolean =>
    Object.hasOwn(subgraphs, name) && JSON.stringify(subgraphs[name]) !== JSON.stringify(body);
  const others = new Set(parts.filter(([name, body]) => isOther(name, body)).map(([name]) => name));
  const usesOther = (body: (typeof parts)[number][1]): boolean =>
    Object.values(body.nodes).some((node) => others.has(subgraphOf(node) ?? ''));
  for (let before = -1; before !== others.size; ) {
    before = others.size;
    for (const [name, body] of parts) if (Object.hasOwn(subgraphs, name) && usesOther(body)) others.add(name);
  }
  const renames = new Map<string, string>();
  const added: string[] = [];
  for (const [name, body] of parts) {
    if (Object.hasOwn(subgraphs, name) && !others.has(name)) continue;
    const to = freeName(name, (one) => Object.hasOwn(subgraphs, one));
    if (to !== name) renames.set(name, to);
    subgraphs[to] = JSON.parse(JSON.stringify(body));
    added.push(to);
  }
  for (const name of added) for (const node of Object.values(subgraphs[name]!.nodes)) takeNames(node, renames);
  return renames;
}

function takeNames(node: NodeDraft, renames: ReadonlyMap<string, string>): NodeDraft {
  const name = subgraphOf(node);
  const to = name === undefined ? undefined : renames.get(name);
  if (to === undefined) return node;
  if (node.type.startsWith('subgraph/')) node.type = `subgraph/${to}`;
  else node.params = { ...(node.params as object), body: to };
  return node;
}

function withLinks(node: NodeDraft, follow: (link: string) => string | undefined): NodeDraft {
  for (const [slot, feed] of Object.entries(node.inputs ?? {})) {
    const links = [feed].flat().flatMap((link) => follow(link) ?? []);
    if (links.length === 0) delete node.inputs![slot];
    else node.inputs![slot] = Array.isArray(feed) ? links : links[0]!;
  }
  if (node.inputs && Object.keys(node.inputs).length === 0) delete node.inputs;
  return node;
}

import { type Graph, parseEndpoint, parseGraphText, serializeGraph } from '@moodwire/engine/graph';
import { type Body, groupsOf, notesOf, type Point, placeOf } from '../document/body.js';
import { type BodyDraft, freeName, type GraphDraft, type NodeDraft, placeIn } from './draft.js';
import { addGroup, addNote } from './frames.js';
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
  return serializeGraph({
    format: 'moodwire.graph',
    version: graph.version,
    nodes,
    layout: {
      nodes: Object.fromEntries(ids.map((id) => [id, { ...placeOf(body, id) }])),
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
  const taken = (one: string): boolean => Object.hasOwn(body.nodes, one) || [...names.values()].includes(one);
  for (const id of Object.keys(part.nodes)) names.set(id, freeName(id, taken));
  const renames = addSubgraphs(graph, part);
  const groups = groupsOf(part);
  const notes = notesOf(part);
  const places = Object.keys(part.nodes).map((id) => placeOf(part, id));
  const points = [...places, ...groups, ...notes];
  const x = at.x - middle(points.map((point) => point.x));
  const y = at.y - middle(points.map((point) => point.y));
  const added: string[] = [];
  for (const [id, to] of names) {
    const node = JSON.parse(JSON.stringify(part.nodes[id])) as NodeDraft;
    body.nodes[to] = withLinks(takeNames(node, renames), (link) => {
      const end = parseEndpoint(link);
      const inside = end && names.get(end.node);
      if (inside !== undefined) return `${inside}.${end!.port}`;
      return keepsLinks && end && Object.hasOwn(body.nodes, end.node) ? link : undefined;
    });
    const place = placeOf(part, id);
    Object.assign(placeIn(body, to), { ...place, x: Math.round(place.x + x), y: Math.round(place.y + y) });
    added.push(to);
  }
  for (const group of groups) {
    added.push(`group:${addGroup(body, { ...group, x: group.x + x, y: group.y + y }, group.title, group.colour)}`);
  }
  for (const note of notes) added.push(`note:${addNote(body, { ...note, x: note.x + x, y: note.y + y }, note.text)}`);
  return added;
}

const middle = (values: readonly number[]): number =>
  values.length === 0 ? 0 : (Math.min(...values) + Math.max(...values)) / 2;

/** Those that are here with other content come under a new name. */
function addSubgraphs(graph: GraphDraft, part: Graph): ReadonlyMap<string, string> {
  const renames = new Map<string, string>();
  for (const [name, body] of Object.entries(part.subgraphs ?? {})) {
    graph.subgraphs ??= {};
    const { subgraphs } = graph;
    const there = subgraphs[name];
    if (there && JSON.stringify(there) === JSON.stringify(body)) continue;
    const to = there ? freeName(name, (one) => Object.hasOwn(subgraphs, one)) : name;
    if (to !== name) renames.set(name, to);
    subgraphs[to] = JSON.parse(JSON.stringify(body));
  }
  for (const [, to] of renames) {
    for (const node of Object.values(graph.subgraphs![to]!.nodes)) takeNames(node, renames);
  }
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

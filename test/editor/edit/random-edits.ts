import { type Graph, type Json, parseEndpoint, type ResolvedGraph, resolveGraph } from '@moodwire/engine';
import fc from 'fast-check';
import { type Body, groupsOf, notesOf } from '../../../packages/editor/src/document/body.js';
import type { DocumentStore } from '../../../packages/editor/src/document/document-store.js';
import { copyText, graphInText, paste } from '../../../packages/editor/src/edit/clipboard.js';
import type { BodyDraft } from '../../../packages/editor/src/edit/draft.js';
import { addGroup, addNote, changeFrame, removeFrames } from '../../../packages/editor/src/edit/frames.js';
import { fitInto, insertInto } from '../../../packages/editor/src/edit/insert.js';
import { conceal, expose, renameExposed } from '../../../packages/editor/src/edit/interface.js';
import { connect, disconnect, linkId, linksOf, mayConnect, slotPort } from '../../../packages/editor/src/edit/links.js';
import {
  addNode,
  bridgeOver,
  moveItems,
  removeNodes,
  renameNode,
  setParam,
  toggleMark,
  toggleMode,
} from '../../../packages/editor/src/edit/nodes.js';
import { routeLink } from '../../../packages/editor/src/edit/routes.js';
import {
  makeSubgraph,
  unpackSubgraph,
  whyNoSubgraph,
  whyNoUnpack,
} from '../../../packages/editor/src/edit/subgraph.js';
import { registry } from './graphs.js';

const KINDS = [
  ...['add', 'remove', 'bridge', 'connect', 'disconnect', 'insert', 'route', 'rename', 'set', 'mode', 'mark', 'move'],
  ...['group', 'note', 'colour', 'drop frames', 'subgraph', 'unpack', 'paste', 'paste alone', 'expose', 'conceal'],
  ...['name exposed', 'map'],
] as const;

/** One thing that a person does; the numbers choose among what is there. */
export type RandomEdit = {
  readonly kind: (typeof KINDS)[number];
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly inside: boolean;
};

export const randomEdits: fc.Arbitrary<readonly RandomEdit[]> = fc.array(
  fc.record({
    kind: fc.constantFrom(...KINDS),
    a: fc.nat(10_000),
    b: fc.nat(10_000),
    c: fc.nat(10_000),
    inside: fc.boolean(),
  }),
  { minLength: 1, maxLength: 25 },
);

const TYPES = registry.types;

/** Does it, in the graph or in one of its subgraphs. */
export function doEdit(document: DocumentStore, edit: RandomEdit): void {
  const graph = document.get();
  const names = Object.keys(graph.subgraphs ?? {});
  const subgraph = edit.inside && names.length > 0 ? names[edit.c % names.length] : undefined;
  const body = subgraph === undefined ? graph : graph.subgraphs![subgraph]!;
  const resolved = resolveGraph(graph, registry);
  document.edit(edit.kind, (draft) => {
    const target = subgraph === undefined ? draft : draft.subgraphs![subgraph]!;
    change(target, draft as never, body, graph, resolved, subgraph, edit);
  });
}

function change(
  draft: BodyDraft,
  graphDraft: Parameters<typeof makeSubgraph>[1],
  body: Body,
  graph: Graph,
  resolved: ResolvedGraph,
  subgraph: string | undefined,
  { kind, a, b, c }: RandomEdit,
): void {
  const ids = Object.keys(body.nodes);
  const id = ids[a % ids.length];
  const some = new Set(ids.filter((_, at) => ((a ^ b) >> (at % 13)) % 2 === 1));
  const links = linksOf(body);
  const link = links[a % links.length];
  const point = { x: (a % 900) - 300, y: (b % 700) - 200 };
  const nodeKind = id === undefined ? undefined : resolved.nodeOf(id, subgraph);
  const kindOf = (one: string) => resolved.nodeOf(one, subgraph);
  const outputOf = (one: string, output: string) => resolved.outputOf(one, output, subgraph);
  const box = { ...point, w: 100 + (c % 300), h: 80 };
  switch (kind) {
    case 'add':
      addNode(draft, TYPES[a % TYPES.length]!, point);
      return;
    case 'remove':
      removeNodes(draft, some);
      return;
    case 'bridge':
      if (id === undefined) return;
      if (nodeKind) bridgeOver(draft, id, nodeKind);
      removeNodes(draft, new Set([id]));
      return;
    case 'connect': {
      const to = ids[b % ids.length];
      const target = to === undefined ? undefined : kindOf(to);
      if (id === undefined || to === undefined || !nodeKind || !target) return;
      const outputs = Object.keys(nodeKind.outputs);
      const slots = [...Object.keys(target.inputs), ...Object.keys(target.params)];
      for (let i = 0; i < outputs.length * slots.length; i++) {
        const from = { node: id, port: outputs[(c + i) % outputs.length]! };
        const slot = slots[Math.floor((c + i) / outputs.length) % slots.length]!;
        if (!mayConnect(body, from, { node: to, slot }, kindOf, outputOf).ok) continue;
        connect(draft, from, { node: to, slot }, target, outputOf(from.node, from.port));
        return;
      }
      return;
    }
    case 'disconnect':
      if (link) disconnect(draft, link);
      return;
    case 'insert': {
      const target = link && kindOf(link.node);
      if (!link || !target) return;
      const type = TYPES[b % TYPES.length]!;
      const ports = fitInto(registry.get(type)!, link, target, outputOf);
      if (ports) insertInto(draft, addNode(draft, type, point), link, ports);
      return;
    }
    case 'route':
      if (link) routeLink(draft, linkId(link), c % 3 === 0 ? [] : [point, { x: 1, y: 2 }]);
      return;
    case 'rename':
      if (id !== undefined) renameNode(draft, id, ['photo', 'a b', '한글', id, ids[b % ids.length]!][c % 5]!);
      return;
    case 'set': {
      const params = Object.entries(nodeKind?.params ?? {}).filter(([name]) => !body.nodes[id!]!.inputs?.[name]);
      const [name, param] = params[b % params.length] ?? [];
      if (name === undefined || id === undefined) return;
      const value = c % 2 === 0 ? param!.default : (param!.choices?.[c % param!.choices.length] ?? param!.default);
      setParam(draft, id, name, value as Json, param!.default);
      return;
    }
    case 'mode':
      toggleMode(draft, some, c % 2 === 0 ? 'bypass' : 'mute');
      return;
    case 'mark':
      toggleMark(draft, some, c % 2 === 0 ? 'isCollapsed' : 'isPinned');
      return;
    case 'move':
      moveItems(draft, new Map([...some, 'group:group', 'note:note'].map((one) => [one, point])));
      return;
    case 'group':
      addGroup(draft, box, `group ${c}`, 'blue');
      return;
    case 'note':
      addNote(draft, box, '**note**');
      return;
    case 'colour':
      for (const group of groupsOf(body)) changeFrame(draft, 'groups', group.id, { colour: 'rose', isCollapsed: true });
      return;
    case 'drop frames':
      removeFrames(draft, new Set([...groupsOf(body).map((one) => `group:${one.id}`), 'note:note']));
      return;
    case 'subgraph':
      if (whyNoSubgraph(body, some, isEach) === undefined) makeSubgraph(draft, graphDraft, some, 'Part');
      return;
    case 'unpack': {
      const parts = ids.filter((one) => whyNoUnpack(body.nodes[one]!) === undefined);
      const part = parts[b % parts.length];
      if (part !== undefined) unpackSubgraph(draft, graphDraft, part);
      return;
    }
    case 'paste':
    case 'paste alone': {
      const frames = groupsOf(body).map((one) => `group:${one.id}`);
      const notes = notesOf(body).map((one) => `note:${one.id}`);
      const part = graphInText(copyText(body, graph, new Set([...some, ...frames, ...notes])));
      if (!part) throw new Error('what was copied cannot be pasted');
      paste(draft, graphDraft, part, point, kind === 'paste');
      return;
    }
    case 'expose': {
      if (id === undefined || !nodeKind) return;
      const outputs = Object.keys(nodeKind.outputs);
      const slots = [...Object.keys(nodeKind.inputs), ...Object.keys(nodeKind.params)];
      const isOut = outputs.length > 0 && c % 2 === 0;
      const port = isOut ? outputs[b % outputs.length] : slots[b % slots.length];
      if (port !== undefined) expose(draft, isOut ? 'outputs' : 'inputs', id, port);
      return;
    }
    case 'conceal': {
      const side = c % 2 === 0 ? 'inputs' : 'outputs';
      const places = Object.values(body.interface?.[side] ?? {}).flat();
      if (places.length > 0) conceal(draft, side, places[a % places.length]!);
      return;
    }
    case 'name exposed': {
      const side = c % 2 === 0 ? 'inputs' : 'outputs';
      const exposed = Object.keys(body.interface?.[side] ?? {});
      if (exposed.length > 0) renameExposed(draft, side, exposed[a % exposed.length]!, ['photo', '1', ''][b % 3]!);
      return;
    }
    case 'map': {
      const node = id === undefined ? undefined : draft.nodes[id];
      if (node && node.map === undefined) node.map = { by: 'pair' };
      else if (node) delete node.map;
    }
  }

  function isEach(one: string, slot: string): boolean {
    const declared = kindOf(one);
    if (!declared || slotPort(declared, slot)?.kind === 'list') return false;
    const feed = body.nodes[one]?.inputs?.[slot];
    const from = typeof feed === 'string' ? parseEndpoint(feed) : undefined;
    return Array.isArray(feed) || (from !== undefined && outputOf(from.node, from.port)?.kind === 'list');
  }
}

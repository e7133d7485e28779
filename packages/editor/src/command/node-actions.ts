import { parseEndpoint } from '@moodwire/engine/graph';
import { groupsOf, type Point } from '../document/body.js';
import { editShown, placeIn } from '../edit/draft.js';
import { addGroup, addNote, changeFrame } from '../edit/frames.js';
import { slotPort } from '../edit/links.js';
import { moveItems, toggleMark, toggleMode } from '../edit/nodes.js';
import { makeSubgraph, subgraphOf, unpackSubgraph, whyNoSubgraph, whyNoUnpack } from '../edit/subgraph.js';
import type { Action, Editor } from '../editor/editor.js';
import { ALIGNMENTS, type Alignment, align, distribute, type PlacedBox } from '../layout/align.js';
import { boundsOf } from '../scene/scene.js';
import { type Session, shownSubgraph } from '../session/session.js';
import { words } from '../words/words.js';
import { enterSubgraph } from './enter.js';
import { middleOf, selectedNodes, shownBody } from './selection.js';

const some =
  (count: number): NonNullable<Action['isEnabled']> =>
  (editor) =>
    selectedNodes(editor.active.get()).length >= count;

/** What is done with the nodes that are selected. */
export const nodeActions: readonly Action[] = [
  {
    id: 'node.add',
    keys: ['Space', 'Shift+A'],
    run: (editor) => editor.dialog.set({ kind: 'nodes', at: middleOf(editor) }),
  },
  {
    id: 'node.connect',
    keys: ['C'],
    isEnabled: (editor) => selectedNodes(editor.active.get()).length === 1,
    run(editor) {
      const [node] = selectedNodes(editor.active.get());
      if (node !== undefined) editor.dialog.set({ kind: 'connect', node });
    },
  },
  { id: 'node.bypass', keys: ['Mod+B'], isEnabled: some(1), run: (editor) => mode(editor, 'bypass') },
  { id: 'node.mute', keys: ['Mod+M'], isEnabled: some(1), run: (editor) => mode(editor, 'mute') },
  {
    id: 'node.collapse',
    keys: ['Alt+C'],
    isEnabled: (editor) => editor.active.get().selection.get().size > 0,
    run: (editor) => collapse(editor),
  },
  { id: 'node.pin', keys: ['P'], isEnabled: some(1), run: (editor) => mark(editor, 'isPinned') },
  {
    id: 'node.rename',
    keys: ['F2'],
    isEnabled: (editor) => editor.active.get().selection.get().size === 1,
    run(editor) {
      const [key] = editor.active.get().selection.get();
      editor.canvas.get()?.writing.set(key);
    },
  },
  { id: 'node.run-to', keys: ['Shift+Enter'], isEnabled: some(1), run: runSelected },
  {
    id: 'node.group',
    keys: ['Mod+G'],
    isEnabled: some(1),
    run(editor) {
      const session = editor.active.get();
      const box = boundsFor(editor);
      if (!box) return;
      const around = { x: box.x - 20, y: box.y - 50, w: box.w + 40, h: box.h + 70 };
      editShown(session, words().canvas.group, (body) => {
        addGroup(body, around, words().canvas.newGroup, 'teal');
      });
    },
  },
  {
    id: 'node.note',
    keys: ['Shift+N'],
    run(editor) {
      const at = middleOf(editor);
      editShown(editor.active.get(), words().canvas.note, (body) => {
        addNote(body, { x: at.x - 120, y: at.y - 60, w: 240, h: 120 }, words().canvas.newNote);
      });
    },
  },
  {
    id: 'node.make-subgraph',
    keys: ['Mod+Shift+G'],
    isEnabled: some(1),
    run(editor) {
      const session = editor.active.get();
      const ids = new Set(selectedNodes(session));
      const why = whyNoSubgraph(shownBody(session), ids, isEachOf(session));
      if (why !== undefined) {
        editor.toasts.show({ tone: 'error', text: why });
        return;
      }
      let id = '';
      editShown(session, words().canvas.makeSubgraph, (body, graph) => {
        id = makeSubgraph(body, graph, ids, words().canvas.newPart);
      });
      session.selection.set(new Set([id]));
    },
  },
  {
    id: 'node.enter',
    keys: ['Alt+Enter'],
    isEnabled: (editor) => partOf(editor) !== undefined,
    run(editor) {
      const id = partOf(editor);
      if (id !== undefined) enterSubgraph(editor.active.get(), id);
    },
  },
  {
    id: 'node.unpack',
    keys: ['Mod+Shift+U'],
    isEnabled: (editor) => partOf(editor) !== undefined,
    run(editor) {
      const session = editor.active.get();
      const id = partOf(editor);
      const node = id === undefined ? undefined : shownBody(session).nodes[id];
      const why = node && whyNoUnpack(node);
      if (why !== undefined) return editor.toasts.show({ tone: 'error', text: why });
      let ids: string[] = [];
      editShown(session, words().canvas.unpack, (body, graph) => {
        if (id !== undefined) ids = unpackSubgraph(body, graph, id);
      });
      session.selection.set(new Set(ids));
    },
  },
  {
    id: 'node.map',
    isEnabled: some(1),
    run(editor) {
      const session = editor.active.get();
      editShown(session, words().canvas.map, (body) => {
        for (const id of selectedNodes(session)) {
          const node = body.nodes[id];
          if (!node) continue;
          if (node.map) delete node.map;
          else node.map = { by: 'pair' };
        }
      });
    },
  },
  { id: 'node.tidy', keys: ['Shift+T'], run: tidyGraph },
  ...ALIGNMENTS.map(
    (how): Action => ({
      id: `node.align-${how}`,
      isEnabled: some(2),
      run: (editor) => arrange(editor, words().canvas.align, (boxes) => align(boxes, how as Alignment)),
    }),
  ),
  ...(['horizontally', 'vertically'] as const).map(
    (along): Action => ({
      id: `node.distribute-${along}`,
      isEnabled: some(3),
      run: (editor) => arrange(editor, words().canvas.distribute, (boxes) => distribute(boxes, along)),
    }),
  ),
];

/** Does a slot of a node that is shown take what feeds it item by item? */
const isEachOf =
  (session: Session) =>
  (id: string, slot: string): boolean => {
    const subgraph = shownSubgraph(session);
    const resolved = session.resolved.get();
    const kind = resolved.nodeOf(id, subgraph);
    if (!kind || slotPort(kind, slot)?.kind === 'list') return false;
    const feed = shownBody(session).nodes[id]?.inputs?.[slot];
    if (Array.isArray(feed)) return true;
    const from = feed === undefined ? undefined : parseEndpoint(feed);
    return from !== undefined && resolved.outputOf(from.node, from.port, subgraph)?.kind === 'list';
  };

function mode(editor: Editor, which: 'bypass' | 'mute'): void {
  const session = editor.active.get();
  editShown(session, words().canvas[which], (body) => toggleMode(body, selectedNodes(session), which));
}

function mark(editor: Editor, which: 'isCollapsed' | 'isPinned'): void {
  const session = editor.active.get();
  const label = which === 'isPinned' ? words().canvas.pin : words().canvas.collapse;
  editShown(session, label, (body) => toggleMark(body, selectedNodes(session), which));
}

function collapse(editor: Editor): void {
  const session = editor.active.get();
  const groups = groupsOf(shownBody(session)).filter(({ id }) => session.selection.get().has(`group:${id}`));
  if (groups.length === 0) {
    mark(editor, 'isCollapsed');
    return;
  }
  editShown(session, words().canvas.collapse, (body) => {
    for (const { id, isCollapsed } of groups) changeFrame(body, 'groups', id, { isCollapsed: !isCollapsed });
  });
}

function runSelected(editor: Editor): void {
  const session = editor.active.get();
  const prefix = session.trail
    .get()
    .map(({ node }) => `${node}/`)
    .join('');
  void editor.runner.run(
    session,
    selectedNodes(session).map((id) => `${prefix}${id}`),
  );
}

/** The one selected node that is a subgraph, or runs one. */
function partOf(editor: Editor): string | undefined {
  const session = editor.active.get();
  const [id, more] = selectedNodes(session);
  const node = id === undefined || more !== undefined ? undefined : shownBody(session).nodes[id];
  return node && subgraphOf(node) !== undefined ? id : undefined;
}

function boxesOf(editor: Editor, ids: readonly string[]): PlacedBox[] {
  const scene = editor.canvas.get()?.view.scene.get();
  if (!scene) return [];
  return ids.flatMap((id) => {
    const at = scene.index.get(id);
    return at === undefined ? [] : [{ id, x: scene.x[at]!, y: scene.y[at]!, w: scene.w[at]!, h: scene.h[at]! }];
  });
}

function boundsFor(editor: Editor) {
  const scene = editor.canvas.get()?.view.scene.get();
  return scene && boundsOf(scene, editor.active.get().selection.get());
}

function arrange(
  editor: Editor,
  label: string,
  place: (boxes: readonly PlacedBox[]) => ReadonlyMap<string, Point>,
): void {
  const session = editor.active.get();
  const to = place(boxesOf(editor, selectedNodes(session)));
  editShown(session, label, (body) => moveItems(body, to));
}

async function tidyGraph(editor: Editor): Promise<void> {
  const { tidy } = await import('../layout/tidy.js');
  const session = editor.active.get();
  const scene = editor.canvas.get()?.view.scene.get();
  if (!scene) return;
  const selected = selectedNodes(session);
  const boxes = boxesOf(editor, scene.ids);
  const links = scene.lines.map(({ from, node }) => [from.node, node] as const);
  const to = await tidy(boxes, links, selected.length > 1 ? { selection: new Set(selected) } : {});
  editShown(session, words().canvas.tidy, (body) => {
    moveItems(body, to);
    if (selected.length < 2 && body.layout) delete (body.layout as Record<string, unknown>)['routes'];
  });
  if (selected.length < 2) editor.canvas.get()?.view.fit();
}

/** Shows the value of an output in its node, or no longer. */
export function toggleLook(editor: Editor, id: string, output: string, isShown: boolean): void {
  editShown(editor.active.get(), words().canvas.look, (body) => {
    const place = placeIn(body, id) as Record<string, unknown>;
    place['look'] = isShown ? false : output;
  });
}

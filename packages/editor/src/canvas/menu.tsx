import { toggleLook } from '../command/node-actions.js';
import { deleteSelected, pasteGraph, selectedNodes } from '../command/selection.js';
import { COLOURS, groupsOf, notesOf, placeOf } from '../document/body.js';
import { editShown } from '../edit/draft.js';
import { changeFrame } from '../edit/frames.js';
import { conceal, expose, exposedAs } from '../edit/interface.js';
import { SUBGRAPH, subgraphOf } from '../edit/subgraph.js';
import { Menu, type MenuAt, type MenuItem } from '../menu/menu.js';
import { lineAt } from '../scene/scene.js';
import { shownSubgraph } from '../session/session.js';
import { lookKindOf, shownBy } from '../shape/look-kind.js';
import { words } from '../words/words.js';
import { removePoint } from './gesture/drag-point.js';
import type { ClientPoint } from './shown-canvas.js';
import { unplugSlot } from './slot-links.js';
import type { Stage } from './stage.js';
import { useStage } from './stage-context.js';

const action = (id: string): MenuItem => ({ kind: 'action', id });
const line = (key: string): MenuItem => ({ kind: 'line', key });

/** What can be done with what is under the pointer, which becomes selected. */
export function menuTarget(stage: Stage, at: ClientPoint, target: Element): MenuAt {
  const items = itemsFor(stage, at, target);
  return { x: at.clientX, y: at.clientY, items };
}

function itemsFor(stage: Stage, at: ClientPoint, target: Element): readonly MenuItem[] {
  const { session } = stage;
  const param = target.closest<HTMLElement>('[data-param], [data-socket]');
  const node = target.closest<HTMLElement>('[data-node]')?.dataset['node'];
  const select = (key: string): void => {
    if (!session.selection.get().has(key)) session.selection.set(new Set([key]));
  };
  if (node !== undefined) {
    select(node);
    const side = target.closest<HTMLElement>('[data-side-of-size]')?.dataset['sideOfSize'];
    const place = side === undefined ? (param?.dataset['param'] ?? param?.dataset['socket']) : `${node}.${side}`;
    const isOutput = param?.dataset['side'] === 'output';
    return [...(place === undefined ? [] : portItems(stage, place, isOutput)), ...nodeItems(stage, node)];
  }
  const frame = target.closest<HTMLElement>('[data-frame-header]')?.dataset['frameHeader'];
  if (frame !== undefined) {
    select(frame);
    return frameItems(stage, frame);
  }
  const lineId = target.closest<SVGElement>('[data-line]')?.dataset['line'] ?? lineUnder(stage, at);
  if (lineId !== undefined) {
    select(`line:${lineId}`);
    return lineItems(stage, lineId, (target as SVGElement).dataset['point']);
  }
  const point = stage.toGraph(at);
  const w = words();
  return [
    {
      kind: 'item',
      key: 'add',
      label: w.actions['node.add'],
      run: () => stage.editor.dialog.set({ kind: 'nodes', at: point }),
    },
    action('node.note'),
    {
      kind: 'item',
      key: 'paste',
      label: w.canvas.paste,
      run: () => void pasteGraph(stage.editor, undefined, point),
    },
    line('a'),
    action('edit.select-all'),
    action('node.tidy'),
    action('view.fit'),
    line('b'),
    action('file.export-svg'),
    action('file.export-png'),
    action('file.share'),
  ];
}

function portItems(stage: Stage, place: string, isOutput: boolean): readonly MenuItem[] {
  const { session } = stage;
  const [node = '', port = ''] = place.split('.');
  const { body } = stage.view.scene.get();
  const w = words().canvas;
  const side = isOutput ? 'outputs' : 'inputs';
  const exposed = exposedAs(body, side, place);
  const isFed = !isOutput && body.nodes[node]?.inputs?.[port] !== undefined;
  const items: MenuItem[] = [
    {
      kind: 'item',
      key: 'expose',
      label: exposed === undefined ? w.exposeAs(port) : w.concealAs(exposed),
      run: () =>
        void editShown(session, exposed === undefined ? w.expose : w.conceal, (draft) => {
          if (exposed === undefined) expose(draft, side, node, port);
          else conceal(draft, side, place);
        }),
    },
  ];
  if (isFed) {
    items.push({ kind: 'item', key: 'cut', label: w.disconnect, run: () => unplugSlot(stage, node, port) });
  } else {
    items.push({
      kind: 'item',
      key: 'link',
      label: w.connectFrom,
      run: () =>
        stage.editor.dialog.set({
          kind: 'nodes',
          at: stage.view.middle(),
          from: { node, port, side: isOutput ? 'output' : 'input' },
        }),
    });
  }
  return [...items, line('port')];
}

function nodeItems(stage: Stage, id: string): readonly MenuItem[] {
  const { session, editor } = stage;
  const { body } = stage.view.scene.get();
  const kind = session.resolved.get().nodeOf(id, shownSubgraph(session));
  const node = body.nodes[id];
  const shown = kind && shownBy(kind, placeOf(body, id).look);
  const looks = Object.entries(kind?.outputs ?? {})
    .filter(([, port]) => lookKindOf(port) !== undefined)
    .map(
      ([output]): MenuItem => ({
        kind: 'item',
        key: `look-${output}`,
        label: words().canvas.showValue(output),
        isOn: shown?.output === output,
        run: () => toggleLook(editor, id, output, shown?.output === output),
      }),
    );
  return [
    action('node.run-to'),
    action('node.connect'),
    action('node.rename'),
    { kind: 'item', key: 'rename-id', label: words().canvas.renameId, run: () => stage.writing.set(`id:${id}`) },
    action('node.bypass'),
    action('node.mute'),
    action('node.collapse'),
    action('node.pin'),
    action('node.map'),
    ...(looks.length > 0 ? [line('c'), ...looks] : []),
    line('d'),
    action('edit.copy'),
    action('edit.duplicate'),
    action('node.group'),
    action('node.make-subgraph'),
    ...(node && subgraphOf(node) !== undefined ? [action('node.enter')] : []),
    ...(node?.type.startsWith(SUBGRAPH) ? [action('node.unpack')] : []),
    ...(selectedNodes(session).length > 1 ? [line('e'), ...alignments] : []),
    line('f'),
    action('edit.delete'),
    action('edit.delete-bridge'),
  ];
}

const alignments = [
  action('node.align-left'),
  action('node.align-top'),
  action('node.distribute-horizontally'),
  action('node.distribute-vertically'),
  action('node.tidy'),
];

function frameItems(stage: Stage, key: string): readonly MenuItem[] {
  const { session, editor } = stage;
  const { body } = stage.view.scene.get();
  const isGroup = key.startsWith('group:');
  const id = key.slice(key.indexOf(':') + 1);
  const list = isGroup ? 'groups' : 'notes';
  const now = (isGroup ? groupsOf(body) : notesOf(body)).find((one) => one.id === id);
  const w = words().canvas;
  return [
    ...(isGroup ? [action('node.collapse'), line('a')] : []),
    ...COLOURS.map(
      (colour): MenuItem => ({
        kind: 'item',
        key: colour,
        label: `${w.colour}: ${w.colours[colour]}`,
        isOn: now?.colour === colour,
        run: () => void editShown(session, w.colour, (draft) => changeFrame(draft, list, id, { colour })),
      }),
    ),
    line('b'),
    { kind: 'item', key: 'delete', label: words().actions['edit.delete'], run: () => deleteSelected(editor) },
  ];
}

function lineItems(stage: Stage, lineId: string, point: string | undefined): readonly MenuItem[] {
  const link = stage.view.scene.get().lines.find(({ id }) => id === lineId);
  const w = words().canvas;
  return [
    ...(point !== undefined && link
      ? [
          {
            kind: 'item',
            key: 'point',
            label: w.removePoint,
            run: () => removePoint(stage, link, Number(point)),
          } as const,
        ]
      : []),
    { kind: 'item', key: 'delete', label: w.disconnect, run: () => deleteSelected(stage.editor) },
  ];
}

/** The line that passes under the pointer. */
function lineUnder(stage: Stage, at: ClientPoint): string | undefined {
  const scene = stage.view.scene.get();
  return scene.lines[lineAt(scene, stage.toGraph(at), 7 / stage.session.viewport.get().k)]?.id;
}

/** A menu at the pointer. */
export function CanvasMenu({ menu, onClose }: { readonly menu: MenuAt; onClose(): void }) {
  const { editor, view } = useStage();
  return (
    <Menu
      editor={editor}
      menu={menu}
      onClose={(isBack) => {
        onClose();
        if (isBack) view.element.focus({ preventScroll: true });
      }}
    />
  );
}

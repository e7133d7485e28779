import { groupsOf, notesOf, type Point, placeOf } from '../../document/body.js';
import { copyText, graphInText, middleOfPart, paste } from '../../edit/clipboard.js';
import { editShown } from '../../edit/draft.js';
import { fitInto, insertInto } from '../../edit/insert.js';
import { moveItems } from '../../edit/nodes.js';
import { createSnapper, type Snapper } from '../../layout/snap.js';
import { lineAt, nodesIn, type Scene } from '../../scene/scene.js';
import { shownSubgraph } from '../../session/session.js';
import { words } from '../../words/words.js';
import type { Gesture, Stage } from '../stage.js';
import { comesBack } from './comes-back.js';

/** What moves: nodes by their ids, groups and notes by their keys, each from where it was. */
type Moving = { readonly from: ReadonlyMap<string, Point>; readonly lead: string };

/** A copy and where it is dragged to are one step. */
const COPY = 'drag a copy';

/** Moves what is selected, or the one that was pressed. Alt copies it first. */
export function dragItems(stage: Stage, start: PointerEvent, key: string): Gesture {
  const { session, view, overlay, editor } = stage;
  const isSelected = session.selection.get().has(key);
  const keys = isSelected ? session.selection.get() : new Set([key]);
  let moving: Moving | undefined;
  let snapper: Snapper | undefined;
  let to = new Map<string, Point>();
  let intoLine: string | undefined;
  const comeBack = comesBack(session);
  let cancelled: (() => void) | undefined;

  function begin(): void {
    if (start.altKey) duplicate(stage, keys);
    cancelled = start.altKey ? comeBack : undefined;
    const moved = start.altKey ? session.selection.get() : keys;
    moving = movingOf(view.scene.get(), moved, key);
    if (!isSelected && !start.altKey) session.selection.set(new Set([key]));
    snapper = snapperOf(view.scene.get(), moving);
    view.element.classList.add('is-dragging');
  }

  function over(): void {
    overlay.set({});
    view.element.classList.remove('is-dragging');
    frames(stage, new Map());
  }

  return {
    move(event) {
      const k = session.viewport.get().k;
      const dx = event.clientX - start.clientX;
      const dy = event.clientY - start.clientY;
      if (!moving) {
        if (Math.hypot(dx, dy) < 4) return;
        begin();
      }
      if (!moving || moving.from.size === 0) return;
      const isFree = event.ctrlKey || event.metaKey;
      const lead = moving.from.get(moving.lead) ?? [...moving.from.values()][0]!;
      const size = sizeOf(view.scene.get(), moving.lead);
      const wish = { x: lead.x + dx / k, y: lead.y + dy / k };
      const toGrid = editor.settings.get().snapsToGrid;
      const snapped = isFree ? { ...wish, guides: [] } : snapper!.snap({ ...wish, ...size }, { zoom: k, toGrid });
      const shift = { x: snapped.x - lead.x, y: snapped.y - lead.y };
      to = new Map([...moving.from].map(([one, at]) => [one, { x: at.x + shift.x, y: at.y + shift.y }]));
      intoLine = moving.from.size === 1 ? lineUnder(stage, moving.lead, event) : undefined;
      overlay.set({ guides: snapped.guides, ...(intoLine !== undefined && { intoLine }) });
      view.place(to);
      frames(stage, to);
    },
    end() {
      over();
      if (!moving) {
        // A click: with Shift or Ctrl it adds and takes away.
        const isToggle = start.shiftKey || start.ctrlKey || start.metaKey;
        if (!isToggle) session.selection.set(new Set([key]));
        else {
          const next = new Set(session.selection.get());
          if (!next.delete(key)) next.add(key);
          session.selection.set(next);
        }
        return;
      }
      const label = intoLine === undefined ? words().canvas.move : words().canvas.insert;
      editShown(
        session,
        label,
        (body) => {
          moveItems(body, to);
          if (intoLine !== undefined) insertThere(stage, body, moving!.lead, intoLine);
        },
        start.altKey ? { merge: COPY, isHeld: true } : {},
      );
      session.document.settle();
    },
    cancel() {
      over();
      if (cancelled) cancelled();
      else if (moving) view.place(moving.from);
    },
  };
}

function movingOf(scene: Scene, keys: ReadonlySet<string>, lead: string): Moving {
  const from = new Map<string, Point>();
  const addNode = (id: string): void => {
    const at = scene.index.get(id);
    if (at === undefined || placeOf(scene.body, id).isPinned) return;
    from.set(id, { x: scene.x[at]!, y: scene.y[at]! });
  };
  for (const key of keys) addNode(key);
  for (const group of groupsOf(scene.body)) {
    if (!keys.has(`group:${group.id}`)) continue;
    from.set(`group:${group.id}`, group);
    for (const id of nodesIn(scene, group)) addNode(id);
    for (const note of notesOf(scene.body)) {
      const isIn = note.x >= group.x && note.y >= group.y && note.x + note.w <= group.x + group.w;
      if (isIn && note.y + note.h <= group.y + group.h) from.set(`note:${note.id}`, note);
    }
  }
  for (const note of notesOf(scene.body)) if (keys.has(`note:${note.id}`)) from.set(`note:${note.id}`, note);
  return { from: new Map([...from].map(([key, { x, y }]) => [key, { x, y }])), lead };
}

function sizeOf(scene: Scene, key: string): { readonly w: number; readonly h: number } {
  const at = scene.index.get(key);
  if (at !== undefined) return { w: scene.w[at]!, h: scene.h[at]! };
  const frame = [
    ...groupsOf(scene.body).map((one) => [`group:${one.id}`, one] as const),
    ...notesOf(scene.body).map((one) => [`note:${one.id}`, one] as const),
  ];
  // Its size alone: where it is to be is what is asked.
  const { w, h } = frame.find(([one]) => one === key)?.[1] ?? { w: 0, h: 0 };
  return { w, h };
}

function snapperOf(scene: Scene, { from }: Moving): Snapper {
  const others = scene.ids.flatMap((id, at) =>
    from.has(id) ? [] : [{ x: scene.x[at]!, y: scene.y[at]!, w: scene.w[at]!, h: scene.h[at]! }],
  );
  return createSnapper(others);
}

/** Groups and notes follow while they are dragged, as elements. */
function frames({ view }: Stage, to: ReadonlyMap<string, Point>): void {
  for (const element of view.element.querySelectorAll<HTMLElement>('[data-frame]')) {
    const at = to.get(element.dataset['frame']!);
    if (at) element.style.transform = `translate(${at.x}px, ${at.y}px)`;
  }
}

function duplicate({ session, view }: Stage, keys: ReadonlySet<string>): void {
  const { body } = view.scene.get();
  const part = graphInText(copyText(body, session.document.get(), keys));
  if (!part) return;
  const middle = middleOfPart(part);
  if (!middle) return;
  let added: string[] = [];
  editShown(
    session,
    words().canvas.duplicate,
    (draft, graph) => {
      added = paste(draft, graph, part, middle);
    },
    { merge: COPY, isHeld: true },
  );
  session.selection.set(new Set(added));
}

/** The line under a dragged node into which it would fit. */
function lineUnder(stage: Stage, id: string, event: PointerEvent): string | undefined {
  const scene = stage.view.scene.get();
  const at = scene.index.get(id);
  if (at === undefined || scene.linesOf[at]!.length > 0) return undefined;
  const line = scene.lines[lineAt(scene, stage.toGraph(event), 16)];
  if (!line || line.node === id || line.from.node === id) return undefined;
  return insertPorts(stage, id, line.id) ? line.id : undefined;
}

function insertPorts({ session, view }: Stage, id: string, lineId: string) {
  const line = view.scene.get().lines.find((one) => one.id === lineId);
  const resolved = session.resolved.get();
  const subgraph = shownSubgraph(session);
  const kind = resolved.nodeOf(id, subgraph);
  const target = line && resolved.nodeOf(line.node, subgraph);
  if (!line || !kind || !target) return undefined;
  return fitInto(kind, line, target, (node, output) => resolved.outputOf(node, output, subgraph));
}

function insertThere(stage: Stage, body: Parameters<typeof insertInto>[0], id: string, lineId: string): void {
  const line = stage.view.scene.get().lines.find((one) => one.id === lineId);
  const ports = insertPorts(stage, id, lineId);
  if (line && ports) insertInto(body, id, line, ports);
}

import { type AnyNode, portName } from '@moodwire/engine/graph';
import type { Point } from '../../document/body.js';
import { editShown } from '../../edit/draft.js';
import { connect, disconnect, fitsSlot, mayConnect, outputFor, slotFor, slotPort } from '../../edit/links.js';
import { type Line, nodeAt } from '../../scene/scene.js';
import { shownSubgraph } from '../../session/session.js';
import { socketAt } from '../../shape/geometry.js';
import { words } from '../../words/words.js';
import type { Linking } from '../overlay.js';
import type { Gesture, Stage } from '../stage.js';

export type SocketName = { readonly node: string; readonly port: string; readonly side: 'input' | 'output' };

/**
 * Draws a link from a socket. From an input that is fed the link is picked up, to be plugged elsewhere or let go. Over a
 * node it finds the port that fits; over nothing the palette of what fits opens.
 */
export function drawLink(stage: Stage, socket: SocketName, onVoid: (linking: Linking, at: Point) => void): Gesture {
  const { linking, session } = stage;
  const begun = begin(stage, socket);
  if (begun) linking.set(begun);
  return {
    move(event) {
      const now = linking.get();
      if (now) linking.set(withOver(stage, now, stage.toGraph(event)));
    },
    end(event) {
      const now = linking.get();
      linking.set(undefined);
      if (!now) return;
      const at = stage.toGraph(event);
      const { over } = withOver(stage, now, at);
      if (over?.slot !== undefined) plug(stage, now, { node: over.node, slot: over.slot });
      else if (over?.reason !== undefined) stage.editor.toasts.show({ tone: 'plain', text: over.reason });
      else if (now.picked) unplug(stage, now.picked);
      else if (Math.hypot(at.x - now.start.x, at.y - now.start.y) * session.viewport.get().k > 8) onVoid(now, at);
    },
    cancel: () => linking.set(undefined),
  };
}

function begin(stage: Stage, { node, port, side }: SocketName): Linking | undefined {
  const { session, view } = stage;
  const scene = view.scene.get();
  const subgraph = shownSubgraph(session);
  const resolved = session.resolved.get();
  if (side === 'input') {
    const picked = scene.lines.findLast((line) => line.node === node && line.slot === port);
    if (picked) {
      const type = resolved.outputOf(picked.from.node, picked.from.port, subgraph) ?? { kind: 'any' };
      const start = placeOfSocket(stage, picked.from.node, 'output', picked.from.port);
      const end = placeOfSocket(stage, node, 'input', port);
      return { node: picked.from.node, port: picked.from.port, side: 'output', type, start, end, picked };
    }
  }
  const kind = resolved.nodeOf(node, subgraph);
  const type = side === 'output' ? resolved.outputOf(node, port, subgraph) : kind && slotPort(kind, port);
  if (!type) return undefined;
  const start = placeOfSocket(stage, node, side, port);
  return { node, port, side, type, start, end: start };
}

function placeOfSocket({ view }: Stage, node: string, side: 'input' | 'output', port: string): Point {
  const scene = view.scene.get();
  const at = scene.index.get(node);
  if (at === undefined) return { x: 0, y: 0 };
  const { x, y } = socketAt(scene.geometry[at]!, side, port);
  return { x: scene.x[at]! + x, y: scene.y[at]! + y };
}

/** Of sockets that lie over each other, the one that was pressed. */
export function nearestSocket({ view }: Stage, pressed: SocketName, point: Point): SocketName {
  const scene = view.scene.get();
  const at = scene.index.get(pressed.node);
  const geometry = at === undefined ? undefined : scene.geometry[at];
  if (at === undefined || !geometry || geometry.isCollapsed) return pressed;
  const away = (one: Point): number => Math.hypot(scene.x[at]! + one.x - point.x, scene.y[at]! + one.y - point.y);
  const [nearest] = geometry.sockets.filter(({ side }) => side === pressed.side).sort((a, b) => away(a) - away(b));
  return nearest ? { ...pressed, port: nearest.name } : pressed;
}

/** Sockets are hit within this of their middle. */
const REACH = 16;

function withOver(stage: Stage, { over: _, ...linking }: Linking, end: Point): Linking {
  const over = overAt(stage, linking, end);
  return { ...linking, end, ...(over && { over }) };
}

function overAt(stage: Stage, linking: Linking, point: Point): Linking['over'] {
  const scene = stage.view.scene.get();
  const at = nodeAt(scene, point, REACH);
  if (at < 0) return undefined;
  const node = scene.ids[at]!;
  if (node === linking.node) return undefined;
  const wanted = linking.side === 'output' ? 'input' : 'output';
  const near = scene.geometry[at]!.sockets.filter(({ side }) => side === wanted)
    .map((socket) => {
      const dx = scene.x[at]! + socket.x - point.x;
      const dy = scene.y[at]! + socket.y - point.y;
      // Anywhere on the row of a port counts as the port.
      const isOnRow = Math.abs(dy) < 12 && Math.abs(dx) < scene.w[at]! / 2;
      return { socket, distance: isOnRow ? Math.abs(dy) : Math.hypot(dx, dy) };
    })
    .filter(({ distance }) => distance <= REACH)
    .sort((a, b) => a.distance - b.distance)[0];
  const verdict = near ? judge(stage, linking, node, near.socket.name) : undefined;
  if (verdict?.ok) return { node, slot: near!.socket.name };
  const best = bestPort(stage, linking, node);
  if (best !== undefined && (!near || near.socket.isParam)) return { node, slot: best };
  const reason = verdict && !verdict.ok ? verdict.reason : words().canvas.nothingFits(portName(linking.type));
  return { node, reason };
}

/** May the link go to this port? With a reason where not. */
function judge(stage: Pick<Stage, 'session' | 'view'>, linking: Linking, node: string, port: string) {
  const { session, view } = stage;
  const subgraph = shownSubgraph(session);
  const resolved = session.resolved.get();
  const [from, to] =
    linking.side === 'output'
      ? [
          { node: linking.node, port: linking.port },
          { node, slot: port },
        ]
      : [
          { node, port },
          { node: linking.node, slot: linking.port },
        ];
  return mayConnect(
    view.scene.get().body,
    from,
    to,
    (id) => resolved.nodeOf(id, subgraph),
    (id, output) => resolved.outputOf(id, output, subgraph),
  );
}

/** The port of a node that fits best; none where the link would make a circle. */
function bestPort(stage: Stage, linking: Linking, node: string): string | undefined {
  const { session, view } = stage;
  const kind = session.resolved.get().nodeOf(node, shownSubgraph(session));
  if (!kind) return undefined;
  const port =
    linking.side === 'output'
      ? slotFor(kind, view.scene.get().body.nodes[node]?.inputs ?? {}, linking.type)
      : outputFor(kind, linking.type);
  return port !== undefined && judge(stage, linking, node, port).ok ? port : undefined;
}

function plug(stage: Stage, linking: Linking, over: { readonly node: string; readonly slot: string }): void {
  const { session } = stage;
  const { picked } = linking;
  const [from, to] =
    linking.side === 'output'
      ? [{ node: linking.node, port: linking.port }, over]
      : [
          { node: over.node, port: over.slot },
          { node: linking.node, slot: linking.port },
        ];
  if (picked && picked.node === to.node && picked.slot === to.slot) return;
  const subgraph = shownSubgraph(session);
  const resolved = session.resolved.get();
  const kind = resolved.nodeOf(to.node, subgraph);
  const given = resolved.outputOf(from.node, from.port, subgraph);
  editShown(session, picked ? words().canvas.replug : words().canvas.connect, (body) => {
    if (picked) disconnect(body, picked);
    connect(body, from, to, kind, given);
  });
}

function unplug({ session }: Stage, picked: Line): void {
  editShown(session, words().canvas.disconnect, (body) => disconnect(body, picked));
}

/** Links a node that was just chosen from the palette to where a link was let go. */
export function linkLoose(
  stage: { readonly session: Stage['session'] },
  body: Parameters<typeof connect>[0],
  loose: SocketName,
  id: string,
  kind: AnyNode,
  port: string | undefined,
): void {
  const subgraph = shownSubgraph(stage.session);
  const resolved = stage.session.resolved.get();
  if (loose.side === 'output') {
    const given = resolved.outputOf(loose.node, loose.port, subgraph);
    const slot = port ?? (given && slotFor(kind, {}, given));
    if (slot !== undefined) connect(body, { node: loose.node, port: loose.port }, { node: id, slot }, kind, given);
    return;
  }
  const target = resolved.nodeOf(loose.node, subgraph);
  const wanted = target && slotPort(target, loose.port);
  const output = port ?? (wanted && outputFor(kind, wanted));
  if (output === undefined || !kind.outputs[output]) return;
  connect(body, { node: id, port: output }, { node: loose.node, slot: loose.port }, target, kind.outputs[output]);
}

/** Does a socket fit a link that is on its way? For dimming the others. */
export function fitsLinking(linking: Linking, side: 'input' | 'output', port: Parameters<typeof portName>[0]): boolean {
  if (side === linking.side) return false;
  return linking.side === 'output' ? fitsSlot(linking.type, port).ok : fitsSlot(port, linking.type).ok;
}

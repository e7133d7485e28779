import { groupsOf, notesOf, type Point } from '../../document/body.js';
import { lineAt, nodeAt } from '../../scene/scene.js';
import type { Linking } from '../overlay.js';
import type { ClientPoint, Tool } from '../shown-canvas.js';
import type { Gesture, Stage } from '../stage.js';
import { dragItems } from './drag-items.js';
import { dragNewPoint, dragPoint } from './drag-point.js';
import { drawLink, nearestSocket, type SocketName } from './link.js';
import { pan } from './pan.js';
import { pinch } from './pinch.js';
import { resizeFrame, resizeNode } from './resize.js';
import { selectBox, selectLasso } from './select-area.js';

export type PointerDeps = {
  tool(): Tool;
  /** A link was let go over nothing. */
  onVoid(linking: Linking, at: Point): void;
  onMenu(event: ClientPoint, target: Element): void;
};

const LONG_PRESS_MS = 500;

/** Turns presses on the canvas into gestures. One goes on at a time; a second finger makes it a pinch. */
export function takePointer(stage: Stage, deps: PointerDeps): () => void {
  const { view, session } = stage;
  const { element } = view;
  let gesture: { readonly id: number; readonly it: Gesture } | undefined;
  const touches = new Map<number, PointerEvent>();
  let pinching: ReturnType<typeof pinch> | undefined;
  let pressTimer: ReturnType<typeof setTimeout> | undefined;

  function begin(event: PointerEvent): Gesture | undefined {
    const target = event.target as Element;
    if (event.button === 1) return pan(stage, event);
    if (event.button !== 0) return undefined;
    const socket = target.closest<HTMLElement>('[data-socket]');
    if (socket) return drawLink(stage, nearestSocket(stage, socketOf(socket), stage.toGraph(event)), deps.onVoid);
    if (target.closest('[data-widget], button, input, textarea, [data-message]')) return undefined;
    const resize = target.closest<HTMLElement>('[data-resize]')?.dataset['resize'];
    if (resize !== undefined) return resizeNode(stage, event, resize);
    const corner = target.closest<HTMLElement>('[data-frame-corner]')?.dataset['frameCorner'];
    if (corner !== undefined) return resizeCorner(stage, event, corner);
    const node = target.closest<HTMLElement>('[data-node]')?.dataset['node'];
    if (node !== undefined) return dragItems(stage, event, node);
    const frame = target.closest<HTMLElement>('[data-frame-header]')?.dataset['frameHeader'];
    if (frame !== undefined) return dragItems(stage, event, frame);
    const line = target.closest<SVGElement>('[data-line]')?.dataset['line'];
    if (line !== undefined) return pressLine(event, line, target);
    return pressEmpty(event);
  }

  function pressLine(event: PointerEvent, lineId: string, target: Element): Gesture {
    const point = (target as SVGElement).dataset['point'];
    if (point !== undefined) return dragPoint(stage, lineId, Number(point));
    return dragLine(event, lineId);
  }

  /** Pulled aside, a link is led through where it is dropped; a click selects it. */
  function dragLine(start: PointerEvent, lineId: string): Gesture {
    let inner: Gesture | undefined;
    return {
      move(event) {
        if (!inner && Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) > 5) {
          const line = view.scene.get().lines.find(({ id }) => id === lineId);
          if (line) inner = dragNewPoint(stage, line, stage.toGraph(event));
        }
        inner?.move(event);
      },
      end(event) {
        if (inner) inner.end(event);
        else session.selection.set(new Set([`line:${lineId}`]));
      },
      cancel: () => inner?.cancel(),
    };
  }

  function pressEmpty(event: PointerEvent): Gesture {
    const point = stage.toGraph(event);
    const { k } = session.viewport.get();
    // Far away nodes are no elements.
    const at = nodeAt(view.scene.get(), point);
    if (at >= 0) return dragItems(stage, event, view.scene.get().ids[at]!);
    const line = lineAt(view.scene.get(), point, 6 / k);
    if (line >= 0 && k >= 0.4) return dragLine(event, view.scene.get().lines[line]!.id);
    if (event.ctrlKey || event.metaKey) return selectBox(stage, event, event.shiftKey);
    if (event.altKey) return selectLasso(stage, event, event.shiftKey);
    if (event.shiftKey) return selectBox(stage, event, true);
    switch (deps.tool()) {
      case 'box':
        return selectBox(stage, event, false);
      case 'lasso':
        return selectLasso(stage, event, false);
      case 'pan':
        return pan(stage, event, () => session.selection.set(new Set()));
    }
  }

  function down(event: PointerEvent): void {
    if (!(event.target instanceof Element) || event.target.closest('[data-chrome]')) return;
    if (event.pointerType === 'touch') {
      touches.set(event.pointerId, event);
      if (touches.size === 2) {
        clearTimeout(pressTimer);
        gesture?.it.cancel();
        gesture = undefined;
        const [a, b] = [...touches.values()] as [PointerEvent, PointerEvent];
        pinching = pinch(stage, a, b);
        return;
      }
    }
    if (gesture) return;
    const it = begin(event);
    if (!it) return;
    event.preventDefault();
    focusFor(event.target);
    gesture = { id: event.pointerId, it };
    // A double click goes to who holds the pointer: titles and notes take theirs.
    const holder = event.target.closest('[data-node], [data-frame-header]') ? event.target : element;
    holder.setPointerCapture(event.pointerId);
    if (event.pointerType === 'touch') {
      const { target } = event;
      pressTimer = setTimeout(() => {
        gesture?.it.cancel();
        gesture = undefined;
        deps.onMenu(event, target as Element);
      }, LONG_PRESS_MS);
    }
  }

  /** A press puts the focus where it would be by keyboard. */
  function focusFor(target: Element): void {
    const node = target.closest<HTMLElement>('[data-node]');
    (node ?? element).focus({ preventScroll: true });
  }

  function move(event: PointerEvent): void {
    if (touches.has(event.pointerId)) touches.set(event.pointerId, event);
    if (pinching && touches.size === 2) {
      const [a, b] = [...touches.values()] as [PointerEvent, PointerEvent];
      pinching.move(a, b);
      return;
    }
    if (gesture?.id !== event.pointerId) return;
    clearTimeoutIfMoved(event);
    gesture.it.move(event);
  }

  let pressed: ClientPoint | undefined;
  function clearTimeoutIfMoved(event: PointerEvent): void {
    pressed ??= event;
    if (Math.hypot(event.clientX - pressed.clientX, event.clientY - pressed.clientY) > 6) clearTimeout(pressTimer);
  }

  function up(event: PointerEvent): void {
    clearTimeout(pressTimer);
    pressed = undefined;
    touches.delete(event.pointerId);
    if (touches.size < 2) pinching = undefined;
    if (gesture?.id !== event.pointerId) return;
    const { it } = gesture;
    gesture = undefined;
    it.end(event);
  }

  function cancel(event: PointerEvent): void {
    clearTimeout(pressTimer);
    touches.delete(event.pointerId);
    if (gesture?.id !== event.pointerId) return;
    gesture.it.cancel();
    gesture = undefined;
  }

  function key(event: KeyboardEvent): void {
    if (event.key === 'Escape' && event.type === 'keydown' && gesture) {
      event.stopImmediatePropagation();
      gesture.it.cancel();
      gesture = undefined;
    }
  }

  element.addEventListener('pointerdown', down);
  element.addEventListener('pointermove', move);
  element.addEventListener('pointerup', up);
  element.addEventListener('pointercancel', cancel);
  window.addEventListener('keydown', key, true);
  window.addEventListener('keyup', key, true);
  return () => {
    clearTimeout(pressTimer);
    element.removeEventListener('pointerdown', down);
    element.removeEventListener('pointermove', move);
    element.removeEventListener('pointerup', up);
    element.removeEventListener('pointercancel', cancel);
    window.removeEventListener('keydown', key, true);
    window.removeEventListener('keyup', key, true);
  };
}

function socketOf(element: HTMLElement): SocketName {
  const [node = '', port = ''] = (element.dataset['socket'] ?? '').split('.');
  return { node, port, side: element.dataset['side'] === 'output' ? 'output' : 'input' };
}

function resizeCorner(stage: Stage, event: PointerEvent, key: string): Gesture | undefined {
  const { body } = stage.view.scene.get();
  const [list, frames] = key.startsWith('group:')
    ? (['groups', groupsOf(body)] as const)
    : (['notes', notesOf(body)] as const);
  const frame = frames.find(({ id }) => id === key.slice(key.indexOf(':') + 1));
  return frame && resizeFrame(stage, event, list, frame);
}

import { enterSubgraph } from '../command/enter.js';
import { focusNode } from '../command/jump.js';
import { deleteSelected } from '../command/selection.js';
import { placeOf } from '../document/body.js';
import { editShown } from '../edit/draft.js';
import { moveItems } from '../edit/nodes.js';
import { subgraphOf } from '../edit/subgraph.js';
import { GRID } from '../layout/snap.js';
import type { Scene } from '../scene/scene.js';
import { words } from '../words/words.js';
import type { Stage } from './stage.js';

type Way = 'left' | 'right' | 'up' | 'down';
const WAYS: Readonly<Record<string, Way>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/**
 * The graph by keyboard: arrows go from node to node, Enter into a node's widgets and Escape out of them, Ctrl and arrows
 * move what is selected, Space selects beside what is selected.
 */
export function takeArrows(stage: Stage): () => void {
  const { view, session, editor } = stage;
  const { element } = view;

  const focused = (): string | undefined =>
    document.activeElement?.closest<HTMLElement>('[data-node]')?.dataset['node'];

  function press(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    const isNode = target.dataset['node'] !== undefined;
    if (!isNode && target !== element) {
      if (event.key === 'Escape' && !event.defaultPrevented) leaveWidget(event, target);
      return;
    }
    const id = focused();
    const way = WAYS[event.key];
    if (way !== undefined && !event.altKey) {
      event.preventDefault();
      event.stopPropagation();
      if (event.ctrlKey || event.metaKey) nudge(stage, way, event.shiftKey ? 1 : GRID);
      else go(id, way, event.shiftKey);
      return;
    }
    if (id === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      event.stopPropagation();
      enter(id, target);
    } else if (event.key === ' ') {
      event.preventDefault();
      event.stopPropagation();
      session.selection.set((now) => {
        const next = new Set(now);
        if (!next.delete(id)) next.add(id);
        return next;
      });
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      if (!session.selection.get().has(id)) session.selection.set(new Set([id]));
      event.preventDefault();
      event.stopPropagation();
      deleteSelected(editor, event.shiftKey);
    }
  }

  function go(id: string | undefined, way: Way, adds: boolean): void {
    const scene = view.scene.get();
    const next = id === undefined ? firstSeen(stage, scene) : neighbour(scene, id, way);
    if (next === undefined) return;
    session.selection.set((now) => new Set(adds ? [...now, next] : [next]));
    focusNode(editor, next);
  }

  function enter(id: string, node: HTMLElement): void {
    const inner = view.scene.get().body.nodes[id];
    const first = node.querySelector<HTMLElement>('[data-widget] :is(button, input, textarea, [tabindex="0"])');
    if (inner && subgraphOf(inner) !== undefined && !first) enterSubgraph(session, id);
    else first?.focus();
  }

  function leaveWidget(event: KeyboardEvent, target: HTMLElement): void {
    const node = target.closest<HTMLElement>('[data-node]');
    if (!node) return;
    event.preventDefault();
    event.stopPropagation();
    node.focus({ preventScroll: true });
  }

  element.addEventListener('keydown', press);
  return () => element.removeEventListener('keydown', press);
}

function nudge({ session }: Stage, way: Way, by: number): void {
  const dx = way === 'left' ? -by : way === 'right' ? by : 0;
  const dy = way === 'up' ? -by : way === 'down' ? by : 0;
  const keys = session.selection.get();
  editShown(
    session,
    words().canvas.move,
    (body) => {
      const to = [...keys]
        .filter((id) => body.nodes[id])
        .map((id) => {
          const { x, y } = placeOf(body as Parameters<typeof placeOf>[0], id);
          return [id, { x: x + dx, y: y + dy }] as const;
        });
      moveItems(body, new Map(to));
    },
    { merge: 'nudge' },
  );
}

/** The node that is uppermost and leftmost of what is seen. */
function firstSeen({ view }: Stage, scene: Scene): string | undefined {
  let best: string | undefined;
  let least = Infinity;
  const middle = view.middle();
  for (let at = 0; at < scene.ids.length; at++) {
    const distance = Math.abs(scene.x[at]! + scene.w[at]! / 2 - middle.x) + Math.abs(scene.y[at]! - middle.y);
    if (scene.hidden[at] === 0 && distance < least) {
      least = distance;
      best = scene.ids[at];
    }
  }
  return best;
}

/** The next node in a direction: near, and more ahead than aside. */
function neighbour(scene: Scene, id: string, way: Way): string | undefined {
  const from = scene.index.get(id);
  if (from === undefined) return undefined;
  const cx = scene.x[from]! + scene.w[from]! / 2;
  const cy = scene.y[from]! + scene.h[from]! / 2;
  let best: string | undefined;
  let least = Infinity;
  for (let at = 0; at < scene.ids.length; at++) {
    if (at === from || scene.hidden[at] === 1) continue;
    const dx = scene.x[at]! + scene.w[at]! / 2 - cx;
    const dy = scene.y[at]! + scene.h[at]! / 2 - cy;
    const [ahead, aside] =
      way === 'left' ? [-dx, dy] : way === 'right' ? [dx, dy] : way === 'up' ? [-dy, dx] : [dy, dx];
    if (ahead <= 4) continue;
    const cost = ahead + 2 * Math.abs(aside);
    if (cost < least) {
      least = cost;
      best = scene.ids[at];
    }
  }
  return best;
}

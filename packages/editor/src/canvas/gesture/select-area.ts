import { type Box, groupsOf, notesOf, type Point } from '../../document/body.js';
import type { Scene } from '../../scene/scene.js';
import type { Gesture, Stage } from '../stage.js';

/** Selects what a box touches. With `adds`, beside what is selected. */
export function selectBox(stage: Stage, start: PointerEvent, adds: boolean): Gesture {
  const from = stage.toGraph(start);
  return selectArea(stage, adds, (event) => {
    const to = stage.toGraph(event);
    const box = {
      x: Math.min(from.x, to.x),
      y: Math.min(from.y, to.y),
      w: Math.abs(to.x - from.x),
      h: Math.abs(to.y - from.y),
    };
    stage.overlay.set({ box });
    return (one) => one.x < box.x + box.w && one.x + one.w > box.x && one.y < box.y + box.h && one.y + one.h > box.y;
  });
}

/** Selects what lies with its middle in a loop that is drawn. */
export function selectLasso(stage: Stage, start: PointerEvent, adds: boolean): Gesture {
  const loop: Point[] = [stage.toGraph(start)];
  return selectArea(stage, adds, (event) => {
    loop.push(stage.toGraph(event));
    stage.overlay.set({ lasso: [...loop] });
    return (one) => isInLoop(loop, { x: one.x + one.w / 2, y: one.y + one.h / 2 });
  });
}

function selectArea(
  { session, view, overlay }: Stage,
  adds: boolean,
  reach: (event: PointerEvent) => (box: Box) => boolean,
): Gesture {
  const before = session.selection.get();
  return {
    move(event) {
      const isIn = reach(event);
      const keys = keysIn(view.scene.get(), isIn);
      session.selection.set(new Set(adds ? [...before, ...keys] : keys));
    },
    end: () => overlay.set({}),
    cancel() {
      overlay.set({});
      session.selection.set(before);
    },
  };
}

function keysIn(scene: Scene, isIn: (box: Box) => boolean): string[] {
  const nodes = scene.ids.filter(
    (_, at) => scene.hidden[at] === 0 && isIn({ x: scene.x[at]!, y: scene.y[at]!, w: scene.w[at]!, h: scene.h[at]! }),
  );
  // A group is selected by its title: around it one draws to get at the nodes inside.
  const groups = groupsOf(scene.body).filter((group) => isIn({ ...group, h: 32 }));
  const notes = notesOf(scene.body).filter(isIn);
  return [...nodes, ...groups.map(({ id }) => `group:${id}`), ...notes.map(({ id }) => `note:${id}`)];
}

/** Even-odd rule. */
function isInLoop(loop: readonly Point[], { x, y }: Point): boolean {
  let isIn = false;
  for (let at = 0, before = loop.length - 1; at < loop.length; before = at++) {
    const a = loop[at]!;
    const b = loop[before]!;
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) isIn = !isIn;
  }
  return isIn;
}

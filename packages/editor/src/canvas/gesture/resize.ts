import type { Box } from '../../document/body.js';
import { editShown, placeIn } from '../../edit/draft.js';
import { changeFrame } from '../../edit/frames.js';
import { words } from '../../words/words.js';
import type { Gesture, Stage } from '../stage.js';
import { comesBack } from './comes-back.js';

/** Makes a node wider or narrower by its right edge. */
export function resizeNode({ session, view }: Stage, start: PointerEvent, id: string): Gesture {
  const scene = view.scene.get();
  const cancel = comesBack(session);
  const from = scene.w[scene.index.get(id) ?? -1] ?? 232;
  return {
    move({ clientX }) {
      const w = Math.round(from + (clientX - start.clientX) / session.viewport.get().k);
      const bounded = Math.min(800, Math.max(180, w));
      editShown(session, words().canvas.resize, (body) => Object.assign(placeIn(body, id), { w: bounded }), {
        merge: `width:${id}`,
        isHeld: true,
      });
    },
    end: () => session.document.settle(),
    cancel,
  };
}

/** Resizes a group or a note by its lower right corner. */
export function resizeFrame(
  { session }: Stage,
  start: PointerEvent,
  list: 'groups' | 'notes',
  frame: Box & { readonly id: string },
): Gesture {
  const cancel = comesBack(session);
  return {
    move({ clientX, clientY }) {
      const { k } = session.viewport.get();
      const w = Math.round(Math.max(120, frame.w + (clientX - start.clientX) / k));
      const h = Math.round(Math.max(60, frame.h + (clientY - start.clientY) / k));
      editShown(session, words().canvas.resize, (body) => changeFrame(body, list, frame.id, { w, h }), {
        merge: `size:${list}:${frame.id}`,
        isHeld: true,
      });
    },
    end: () => session.document.settle(),
    cancel,
  };
}

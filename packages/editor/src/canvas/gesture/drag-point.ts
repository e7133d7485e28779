import { type Point, routeOf } from '../../document/body.js';
import { editShown } from '../../edit/draft.js';
import { routeLink } from '../../edit/routes.js';
import { endsOf, type Line, type Scene } from '../../scene/scene.js';
import { words } from '../../words/words.js';
import type { Gesture, Stage } from '../stage.js';
import { comesBack } from './comes-back.js';

/** Moves a point through which a link is led. */
export function dragPoint(stage: Stage, lineId: string, at: number, cancel = comesBack(stage.session)): Gesture {
  const { session } = stage;
  return {
    move(event) {
      const { x, y } = stage.toGraph(event);
      editShown(
        session,
        words().canvas.movePoint,
        (body) => {
          const points = [...routeOf(body as Parameters<typeof routeOf>[0], lineId)];
          points[at] = { x, y };
          routeLink(body, lineId, points);
        },
        { merge: mergeKey(lineId, at), isHeld: true },
      );
    },
    end: () => session.document.settle(),
    cancel,
  };
}

const mergeKey = (lineId: string, at: number): string => `point:${lineId}:${at}`;

/** Leads a link through a new point and moves it, as one step. */
export function dragNewPoint(stage: Stage, line: Line, point: Point): Gesture {
  const cancel = comesBack(stage.session);
  return dragPoint(stage, line.id, addPoint(stage, line, point), cancel);
}

/** Leads a link through a point where it is nearest to, and gives that point's place in its route. */
function addPoint({ session, view }: Stage, line: Line, point: Point): number {
  const scene = view.scene.get();
  const at = placeInRoute(scene, line, point);
  editShown(
    session,
    words().canvas.addPoint,
    (body) => routeLink(body, line.id, [...line.route.slice(0, at), point, ...line.route.slice(at)]),
    { merge: mergeKey(line.id, at) },
  );
  return at;
}

export function removePoint({ session }: Stage, line: Line, at: number): void {
  editShown(session, words().canvas.removePoint, (body) => {
    routeLink(
      body,
      line.id,
      line.route.filter((_, one) => one !== at),
    );
  });
}

/** Between which points of a line a new one goes: where the way through it is shortest. */
function placeInRoute(scene: Scene, line: Line, point: Point): number {
  const [x1, y1, x2, y2] = endsOf(scene, scene.lines.indexOf(line));
  const stops = [{ x: x1, y: y1 }, ...line.route, { x: x2, y: y2 }];
  let best = 0;
  let least = Infinity;
  for (let at = 0; at + 1 < stops.length; at++) {
    const [a, b] = [stops[at]!, stops[at + 1]!];
    const way = Math.hypot(a.x - point.x, a.y - point.y) + Math.hypot(b.x - point.x, b.y - point.y);
    const detour = way - Math.hypot(a.x - b.x, a.y - b.y);
    if (detour < least) {
      least = detour;
      best = at;
    }
  }
  return best;
}

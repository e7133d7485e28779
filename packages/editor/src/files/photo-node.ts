import type { AnyNode } from '@moodwire/engine/graph';
import { bodyOf, type Point } from '../document/body.js';
import { editShown } from '../edit/draft.js';
import { addNode, setParam } from '../edit/nodes.js';
import { type Session, shownSubgraph } from '../session/session.js';
import { words } from '../words/words.js';

const LOAD = 'image/load';
/** Photos that come together stand below each other, as high as such a node is. */
const NEXT = 220;

/** A setting of a node that takes a photo. */
export type PhotoPlace = { readonly node: string; readonly param: string; readonly title: string };

/** The one node that is selected, where it reads a file. */
export function photoPlace(session: Session): PhotoPlace | undefined {
  const subgraph = shownSubgraph(session);
  const [id, ...more] = session.selection.get();
  const node = id === undefined ? undefined : bodyOf(session.document.get(), subgraph)?.nodes[id];
  if (id === undefined || !node || more.length > 0) return undefined;
  const kind = session.resolved.get().nodeOf(id, subgraph);
  const param = kind && photoParam(kind);
  return param === undefined ? undefined : { node: id, param, title: node.title ?? kind!.title };
}

function photoParam(kind: AnyNode): string | undefined {
  return Object.entries(kind.params).find(([, param]) => param.kind === 'file' && param.access === 'read')?.[0];
}

/** Puts photos into the graph that is drawn, as one step: the first into `place`, the rest into nodes of their own. */
export function placePhotos(session: Session, files: readonly string[], at: Point, place?: PhotoPlace): void {
  const added: string[] = [];
  const label = place && files.length === 1 ? words().canvas.set(place.title) : words().files.addPhotos(files.length);
  editShown(session, label, (body) => {
    for (const [number, file] of files.entries()) {
      if (number === 0 && place && body.nodes[place.node]) {
        setParam(body, place.node, place.param, file, undefined);
        continue;
      }
      const y = at.y + (number - (place ? 1 : 0)) * NEXT;
      added.push(addNode(body, LOAD, { x: at.x, y }, { params: { file } }));
    }
  });
  if (added.length > 0) session.selection.set(new Set(added));
}

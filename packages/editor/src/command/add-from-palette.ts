import { linkLoose } from '../canvas/gesture/link.js';
import { editShown } from '../edit/draft.js';
import { addNode } from '../edit/nodes.js';
import type { Dialog } from '../editor/dialog.js';
import type { Editor } from '../editor/editor.js';
import { subgraphKinds } from '../palette/candidates.js';
import { shownSubgraph } from '../session/session.js';
import { widthOf } from '../shape/geometry.js';
import { words } from '../words/words.js';
import { focusNode } from './jump.js';

/** Adds a node of the kind that was chosen, where the palette was asked for, and links what was let go there. */
export function addFromPalette(
  editor: Editor,
  { at, from }: Extract<Dialog, { readonly kind: 'nodes' }>,
  type: string,
  port: string | undefined,
): void {
  const session = editor.active.get();
  const subgraph = shownSubgraph(session);
  const { registry } = editor.catalogue;
  const own = subgraphKinds(session.document.get(), registry, subgraph);
  const kind = registry.get(type) ?? own.find((one) => one.type === type);
  if (!kind) return;
  const isInto = from?.side === 'input';
  // A link that is let go ends at the new node's edge, not under its middle.
  const place = from ? { x: at.x - (isInto ? widthOf(type) : 0), y: at.y - 50 } : { x: at.x - 20, y: at.y - 17 };
  let id = '';
  editShown(session, words().canvas.add(kind.title), (body) => {
    id = addNode(body, type, place);
    if (from) linkLoose({ session }, body, from, id, kind, port);
  });
  session.selection.set(new Set([id]));
  editor.dialog.set(undefined);
  focusNode(editor, id);
}

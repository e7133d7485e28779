import { editShown } from '../edit/draft.js';
import { disconnect } from '../edit/links.js';
import { words } from '../words/words.js';
import type { Stage } from './stage.js';

/** Takes away all that feeds a slot. */
export function unplugSlot({ session, view }: Stage, node: string, slot: string): void {
  const lines = view.scene.get().lines.filter((line) => line.node === node && line.slot === slot);
  editShown(session, words().canvas.disconnect, (body) => {
    for (const line of lines.reverse()) disconnect(body, line);
  });
}

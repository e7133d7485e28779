import type { Editor } from '../editor/editor.js';
import type { Session } from '../session/session.js';
import { words } from '../words/words.js';
import { linkOfGraph } from './share-link.js';

/** Copies a link to the graph; where the clipboard is refused, it is shown to be copied by hand. */
export async function shareGraph(
  editor: Pick<Editor, 'catalogue' | 'toasts' | 'dialog'>,
  session: Session,
): Promise<void> {
  const link = await linkOfGraph(session.document.get(), editor.catalogue.registry);
  if (!link.ok) {
    editor.toasts.show({ tone: 'error', text: link.message });
    return;
  }
  const url = `${location.origin}${location.pathname}${link.fragment}`;
  try {
    await navigator.clipboard.writeText(url);
  } catch {
    editor.dialog.set({ kind: 'share-link', url, ...(link.note !== undefined && { note: link.note }) });
    return;
  }
  const text = [words().files.linkCopied, link.note].filter((line) => line !== undefined).join(' ');
  editor.toasts.show({ tone: 'ok', text });
}

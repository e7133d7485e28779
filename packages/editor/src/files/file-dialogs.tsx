import type { Editor } from '../editor/editor.js';
import { useStore } from '../store/use-store.js';
import { ConflictDialog } from './conflict-dialog.js';
import { ElsewhereDialog } from './elsewhere-dialog.js';
import { SaveDialog } from './save-dialog.js';
import { ShareDialog } from './share-dialog.js';

/** The dialogs of files, whichever is open. */
export function FileDialogs({ editor }: { readonly editor: Editor }) {
  const dialog = useStore(editor.dialog);
  switch (dialog?.kind) {
    case 'save-as':
      return <SaveDialog editor={editor} />;
    case 'save-conflict':
      return <ConflictDialog editor={editor} conflict={dialog.conflict} />;
    case 'open-elsewhere':
      return <ElsewhereDialog editor={editor} found={dialog} />;
    case 'share-link':
      return <ShareDialog editor={editor} url={dialog.url} note={dialog.note} />;
    default:
      return null;
  }
}

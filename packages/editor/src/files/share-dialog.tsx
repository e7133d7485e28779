import { useId } from 'react';
import type { Editor } from '../editor/editor.js';
import { useWords } from '../words/words.js';
import { FileDialog } from './file-dialog.js';

type Props = { readonly editor: Pick<Editor, 'dialog'>; readonly url: string; readonly note?: string | undefined };

/** The link to a graph, selected, for where the clipboard is refused. */
export function ShareDialog({ editor, url, note }: Props) {
  const words = useWords().files;
  const id = useId();
  const close = (): void => editor.dialog.set(undefined);
  return (
    <FileDialog title={words.shareTitle} onClose={close}>
      <div>
        <label className="file-label" htmlFor={id}>
          {words.shareText}
        </label>
        <input
          id={id}
          className="file-input"
          data-first=""
          readOnly
          value={url}
          onFocus={(event) => event.target.select()}
        />
        {note !== undefined && <div className="file-note">{note}</div>}
      </div>
      <footer className="file-dialog-foot">
        <button type="button" className="file-button is-main" onClick={close}>
          {words.close}
        </button>
      </footer>
    </FileDialog>
  );
}

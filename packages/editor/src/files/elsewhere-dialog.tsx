import type { Dialog } from '../editor/dialog.js';
import type { Editor } from '../editor/editor.js';
import { useWords } from '../words/words.js';
import { Choice, FileDialog } from './file-dialog.js';
import { CopyIcon, TakeIcon } from './icons.js';

type Props = {
  readonly editor: Pick<Editor, 'dialog'>;
  readonly found: Extract<Dialog, { readonly kind: 'open-elsewhere' }>;
};

/** The graph is open in another tab of the browser: asks where it goes on. Closed without an answer, this is a copy. */
export function ElsewhereDialog({ editor, found }: Props) {
  const words = useWords().files;
  const settle = (work: () => unknown): void => {
    editor.dialog.set(undefined);
    void work();
  };
  return (
    <FileDialog title={words.elsewhereTitle(found.name)} onClose={() => settle(found.openCopy)}>
      <p>{words.elsewhereText}</p>
      <div className="file-choices">
        <Choice
          title={words.openCopy}
          help={words.openCopyHelp}
          icon={<CopyIcon />}
          isFirst
          onPick={() => settle(found.openCopy)}
        />
        <Choice
          title={words.takeOver}
          help={words.takeOverHelp}
          icon={<TakeIcon />}
          onPick={() => settle(found.takeOver)}
        />
      </div>
    </FileDialog>
  );
}

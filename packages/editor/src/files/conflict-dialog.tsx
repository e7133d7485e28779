import { useState } from 'react';
import type { ConflictChoices } from '../editor/dialog.js';
import type { Editor } from '../editor/editor.js';
import { useStore } from '../store/use-store.js';
import { agoText } from '../words/measures.js';
import { language, useWords } from '../words/words.js';
import { Choice, FileDialog } from './file-dialog.js';
import { CopyIcon, LoadIcon, OverwriteIcon } from './icons.js';
import { type SaveResult, tellSave } from './saving.js';

type Props = { readonly editor: Pick<Editor, 'dialog' | 'toasts'>; readonly conflict: ConflictChoices };

/** The graph was saved elsewhere meanwhile: asks what becomes of the two versions. */
export function ConflictDialog({ editor, conflict }: Props) {
  const words = useWords().files;
  const tongue = useStore(language);
  const [isBusy, setBusy] = useState(false);
  const { name, modified } = conflict;
  const close = (): void => editor.dialog.set(undefined);

  async function settle(work: () => Promise<unknown>): Promise<void> {
    setBusy(true);
    try {
      const result = await work();
      close();
      if (isResult(result)) tellSave(editor, result);
    } catch (error) {
      setBusy(false);
      editor.toasts.show({ tone: 'error', text: error instanceof Error ? error.message : String(error) });
    }
  }

  return (
    <FileDialog title={words.conflictTitle(name)} onClose={close}>
      <p>{modified === undefined ? words.goneText : words.conflictText(agoText(modified, Date.now(), tongue))}</p>
      <div className="file-choices">
        {modified !== undefined && (
          <Choice
            title={words.loadTheirs}
            help={words.loadTheirsHelp}
            icon={<LoadIcon />}
            isDisabled={isBusy}
            onPick={() => void settle(conflict.loadTheirs)}
          />
        )}
        <Choice
          title={words.saveCopy}
          help={words.saveCopyHelp}
          icon={<CopyIcon />}
          isFirst
          isDisabled={isBusy}
          onPick={() => {
            close();
            conflict.saveCopy();
          }}
        />
        <Choice
          title={modified === undefined ? words.saveAnew : words.overwrite}
          help={modified === undefined ? words.saveAnewHelp : words.overwriteHelp}
          icon={<OverwriteIcon />}
          isGrave={modified !== undefined}
          isDisabled={isBusy}
          onPick={() => void settle(conflict.overwrite)}
        />
      </div>
    </FileDialog>
  );
}

const isResult = (value: unknown): value is SaveResult =>
  typeof value === 'object' && value !== null && 'kind' in value;

import { useEffect, useRef } from 'react';
import { useWords } from '../words/words.js';
import './confirm-dialog.css';

/** Asks before something that cannot be undone. The way back has the focus. */
export function ConfirmDialog(props: {
  readonly text: string;
  readonly action: string;
  onYes(): void;
  onClose(): void;
}) {
  const { text, action, onYes, onClose } = props;
  const words = useWords().shell;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="confirm"
      role="alertdialog"
      aria-label={action}
      aria-describedby="confirm-text"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <p id="confirm-text">{text}</p>
      <div className="confirm-buttons">
        <button type="button" onClick={onClose}>
          {words.cancel}
        </button>
        <button
          type="button"
          className="confirm-yes"
          onClick={() => {
            onClose();
            onYes();
          }}
        >
          {action}
        </button>
      </div>
    </dialog>
  );
}

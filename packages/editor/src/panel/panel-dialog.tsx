import { type ReactNode, useEffect, useRef } from 'react';
import { useWords } from '../words/words.js';
import { CrossIcon } from './icons.js';
import { IconButton } from './panel.js';
import './panel-dialog.css';

/** A dialog above the page, which waits until it is closed: by Escape, by its button, or by a click beside it. */
export function PanelDialog(props: {
  readonly title: string;
  /** Beside the title: a search box, mostly. */
  readonly actions?: ReactNode;
  readonly size?: 'small' | 'large';
  onClose(): void;
  readonly children: ReactNode;
}) {
  const { title, actions, size = 'large', onClose, children } = props;
  const words = useWords().shell;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    // Escape is the key that does what a click beside it does.
    <dialog
      ref={dialog}
      className={`panel-dialog is-${size}`}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
      // What is done in here is nothing to what lies below.
      onKeyDown={(event) => event.stopPropagation()}
      onPaste={(event) => event.stopPropagation()}
      onWheel={(event) => event.stopPropagation()}
    >
      <div className="panel-dialog-box">
        <header className="panel-dialog-head">
          <h1>{title}</h1>
          {actions}
          <IconButton label={words.close} onClick={onClose}>
            <CrossIcon />
          </IconButton>
        </header>
        <div className="panel-dialog-body">{children}</div>
      </div>
    </dialog>
  );
}

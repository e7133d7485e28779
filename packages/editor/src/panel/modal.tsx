import { type ReactNode, useEffect, useRef } from 'react';
import { useWords } from '../words/words.js';
import { CrossIcon } from './icons.js';
import { IconButton } from './panel.js';
import './modal.css';

/** A dialog above the page, which waits until it is closed: by Escape, by its button, or by a click beside it. */
export function Modal(props: {
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
      className={`modal is-${size}`}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <div className="modal-box">
        <header className="modal-head">
          <h1>{title}</h1>
          {actions}
          <IconButton label={words.close} onClick={onClose}>
            <CrossIcon />
          </IconButton>
        </header>
        <div className="modal-body">{children}</div>
      </div>
    </dialog>
  );
}

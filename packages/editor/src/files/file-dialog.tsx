import { type ReactNode, useEffect, useId, useRef } from 'react';
import { createPortal } from 'react-dom';
import { useWords } from '../words/words.js';
import { CrossIcon } from './icons.js';
import './file-dialog.css';

/** A card in the middle of the page. Focus stays in it, Escape closes it, and focus goes back to where it was. */
export function FileDialog(props: { readonly title: string; onClose(): void; readonly children: ReactNode }) {
  const { title, onClose, children } = props;
  const words = useWords().files;
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current!;
    const before = document.activeElement;
    if (!element.open) element.showModal();
    element.querySelector<HTMLElement>('[data-first]')?.focus();
    return () => {
      element.close();
      if (before instanceof HTMLElement || before instanceof SVGElement) before.focus({ preventScroll: true });
    };
  }, []);
  return createPortal(
    // Events go up through portals: what is typed in here is nothing to the canvas below.
    <dialog
      ref={dialog}
      className="file-dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={(event) => event.stopPropagation()}
      onPaste={(event) => event.stopPropagation()}
      onPointerDown={(event) => {
        event.stopPropagation();
        if (event.target === dialog.current) onClose();
      }}
    >
      <div className="file-dialog-card">
        <header className="file-dialog-head">
          <h2 id={id}>{title}</h2>
          <button type="button" className="file-dialog-close" aria-label={words.close} onClick={onClose}>
            <CrossIcon />
          </button>
        </header>
        {children}
      </div>
    </dialog>,
    document.body,
  );
}

/** One of the things that can be done, with what comes of it. */
export function Choice(props: {
  readonly title: string;
  readonly help: string;
  readonly icon: ReactNode;
  readonly isFirst?: boolean;
  readonly isGrave?: boolean;
  readonly isDisabled?: boolean;
  onPick(): void;
}) {
  const { title, help, icon, isFirst = false, isGrave = false, isDisabled = false, onPick } = props;
  return (
    <button
      type="button"
      className={`file-choice${isGrave ? ' is-grave' : ''}`}
      disabled={isDisabled}
      onClick={onPick}
      {...(isFirst && { 'data-first': '' })}
    >
      {icon}
      <span>
        <b>{title}</b>
        <small>{help}</small>
      </span>
    </button>
  );
}

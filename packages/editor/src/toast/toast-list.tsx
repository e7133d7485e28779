import { useCallback, useEffect, useRef } from 'react';
import { CheckIcon, CrossIcon, WarningIcon } from '../panel/icons.js';
import { useStore } from '../store/use-store.js';
import { useWords } from '../words/words.js';
import type { Toast, Toasts } from './toasts.js';
import './toast-list.css';

/** Messages at the bottom of the page. They stay while the pointer or the focus is on them. */
export function ToastList({ toasts }: { readonly toasts: Toasts }) {
  const words = useWords().shell;
  const list = useStore(toasts);
  const release = useRef<(() => void) | undefined>(undefined);
  const hold = (): void => {
    release.current ??= toasts.hold();
  };
  const letGo = useCallback((): void => {
    release.current?.();
    release.current = undefined;
  }, []);
  useEffect(() => letGo, [letGo]);
  // With the last one gone no pointer leaves it.
  useEffect(() => {
    if (list.length === 0) letGo();
  }, [list, letGo]);
  return (
    <section
      className="toast-list"
      aria-label={words.messages}
      onPointerEnter={hold}
      onPointerLeave={letGo}
      onFocus={hold}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) letGo();
      }}
      onKeyDown={(event) => {
        const last = list.at(-1);
        if (event.key === 'Escape' && last) toasts.dismiss(last.id);
      }}
    >
      <div role="status">
        {list
          .filter(({ tone }) => tone !== 'error')
          .map((toast) => (
            <ToastLine key={toast.id} toast={toast} toasts={toasts} />
          ))}
      </div>
      <div role="alert">
        {list
          .filter(({ tone }) => tone === 'error')
          .map((toast) => (
            <ToastLine key={toast.id} toast={toast} toasts={toasts} />
          ))}
      </div>
    </section>
  );
}

function ToastLine({ toast, toasts }: { readonly toast: Toast; readonly toasts: Toasts }) {
  const words = useWords().shell;
  const { id, tone, text, action } = toast;
  return (
    <div className={`toast toast-${tone}`}>
      {tone !== 'plain' && <span className="toast-mark">{tone === 'ok' ? <CheckIcon /> : <WarningIcon />}</span>}
      <p>{text}</p>
      {action && (
        <button
          type="button"
          className="toast-action"
          onClick={() => {
            action.run();
            toasts.dismiss(id);
          }}
        >
          {action.label}
        </button>
      )}
      <button
        type="button"
        className="panel-icon"
        aria-label={words.dismiss}
        title={words.dismiss}
        onClick={() => toasts.dismiss(id)}
      >
        <CrossIcon />
      </button>
    </div>
  );
}

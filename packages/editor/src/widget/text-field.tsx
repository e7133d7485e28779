import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import './text-field.css';
import type { WidgetProps } from './widget.js';

/** A pause after which what was typed stands. */
const PAUSE_MS = 700;

/** Keeps what is typed: live at each key, committed after a pause, or when it is left. */
function useTyping(value: string, onChange: (value: string, phase: 'live' | 'commit') => void) {
  const [draft, setDraft] = useState<string>();
  const typed = useRef<{ text: string; timer?: ReturnType<typeof setTimeout> }>(undefined);
  const change = useRef(onChange);
  change.current = onChange;
  const end = (): void => {
    const { text, timer } = typed.current ?? {};
    clearTimeout(timer);
    typed.current = undefined;
    if (text !== undefined) change.current(text, 'commit');
  };
  const last = useRef(end);
  last.current = end;
  // What was typed in a node that goes out of sight is not lost.
  useEffect(() => () => last.current(), []);
  return {
    text: draft ?? value,
    type(text: string) {
      clearTimeout(typed.current?.timer);
      setDraft(text);
      change.current(text, 'live');
      typed.current = { text, timer: setTimeout(() => last.current(), PAUSE_MS) };
    },
    end,
    leave() {
      end();
      setDraft(undefined);
    },
    back(text: string) {
      if (typed.current) clearTimeout(typed.current.timer);
      typed.current = undefined;
      setDraft(undefined);
      change.current(text, 'commit');
    },
  };
}

/**
 * Keys that are typed belong to the text: no shortcut of the canvas hears them, but those with Ctrl or Cmd. Escape goes on
 * to what the text stands in, which takes the focus.
 */
const keepKeys = (event: KeyboardEvent): void => {
  if (!event.ctrlKey && !event.metaKey && event.key !== 'Tab' && event.key !== 'Escape') event.stopPropagation();
};

/** A line of text. `hint` stands at its right. */
export function TextField({
  id,
  label,
  value,
  onChange,
  isDisabled = false,
  placeholder,
  hint,
}: WidgetProps<string> & { readonly placeholder?: string; readonly hint?: string }) {
  const typing = useTyping(value, onChange);
  const before = useRef(value);
  return (
    <div className="field text-field" data-disabled={isDisabled || undefined}>
      <input
        id={id}
        className="text-field-line"
        type="text"
        aria-label={label}
        placeholder={placeholder}
        value={typing.text}
        disabled={isDisabled}
        spellCheck={false}
        autoComplete="off"
        onFocus={() => {
          before.current = value;
        }}
        onChange={(event) => typing.type(event.target.value)}
        onBlur={typing.leave}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return keepKeys(event);
          if (event.key === 'Enter') typing.end();
          else if (event.key === 'Escape') {
            if (typing.text !== before.current) typing.back(before.current);
            event.currentTarget.blur();
          }
          keepKeys(event);
        }}
      />
      {hint !== undefined && <span className="text-field-hint">{hint}</span>}
    </div>
  );
}

/** Text of many lines. In a form it grows with what is in it; Ctrl+Enter commits at once. */
export function TextArea({ id, label, value, onChange, place, isDisabled = false }: WidgetProps<string>) {
  const typing = useTyping(value, onChange);
  const before = useRef(value);
  return (
    <textarea
      id={id}
      className="field text-area"
      aria-label={label}
      data-place={place}
      data-scrolls=""
      rows={place === 'form' ? 3 : 2}
      value={typing.text}
      disabled={isDisabled}
      onFocus={() => {
        before.current = value;
      }}
      onChange={(event) => typing.type(event.target.value)}
      onBlur={typing.leave}
      onWheel={(event) => {
        const { scrollHeight, clientHeight } = event.currentTarget;
        if (document.activeElement === event.currentTarget && scrollHeight > clientHeight) event.stopPropagation();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) typing.end();
        else if (event.key === 'Escape') {
          if (typing.text !== before.current) typing.back(before.current);
          event.currentTarget.blur();
        }
        keepKeys(event);
      }}
    />
  );
}

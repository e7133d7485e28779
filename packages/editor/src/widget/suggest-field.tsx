import { useRef, useState } from 'react';
import { Popover } from '../overlay/popover.js';
import { useWords } from '../words/words.js';
import { icons } from './icons.js';
import { OptionList } from './option-list.js';
import { matching, optionAt } from './options.js';
import './choice-field.css';
import './text-field.css';
import type { WidgetProps } from './widget.js';

/** A text with names that it is likely to be: they are offered while one types, and anything else may be typed, too. */
export function SuggestField({ id, label, value, onChange, host, isDisabled = false }: WidgetProps<string>) {
  const words = useWords().widget;
  const [draft, setDraft] = useState<string>();
  const [active, setActive] = useState(-1);
  const [anchor, setAnchor] = useState<HTMLElement>();
  const box = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const options = (host.suggestions ?? []).map((name) => ({ value: name, name }));
  // Until something is typed, all are offered.
  const shown = matching(options, draft ?? '');
  const isOpen = anchor !== undefined && options.length > 0;

  const open = (): void => {
    if (!isDisabled && box.current) setAnchor(box.current);
  };
  const close = (): void => {
    setAnchor(undefined);
    setActive(-1);
  };
  function take(text: string): void {
    close();
    setDraft(undefined);
    if (text !== value) onChange(text, 'commit');
  }

  return (
    <div ref={box} className="field text-field" data-disabled={isDisabled || undefined}>
      <input
        ref={input}
        id={id}
        className="text-field-line"
        type="text"
        role="combobox"
        aria-label={label}
        aria-autocomplete="list"
        aria-expanded={isOpen}
        aria-controls={isOpen ? `${id}-list` : undefined}
        aria-activedescendant={isOpen && shown[active] ? `${id}-list-${active}` : undefined}
        placeholder={words.none}
        value={draft ?? value}
        disabled={isDisabled}
        spellCheck={false}
        autoComplete="off"
        onClick={open}
        onChange={(event) => {
          setDraft(event.target.value);
          setActive(-1);
          open();
        }}
        onBlur={() => {
          if (draft !== undefined) take(draft.trim());
          else close();
        }}
        onKeyDown={(event) => {
          if (!event.ctrlKey && !event.metaKey && event.key !== 'Tab') event.stopPropagation();
          // Enter ends a syllable first.
          if (event.nativeEvent.isComposing) return;
          const isMove = event.key === 'ArrowDown' || event.key === 'ArrowUp' || event.key.startsWith('Page');
          if (isMove) {
            event.preventDefault();
            open();
            setActive(optionAt(event.key, active, shown.length) ?? active);
          } else if (event.key === 'Enter') {
            event.preventDefault();
            if (isOpen && shown[active]) take(shown[active].value);
            else if (draft !== undefined) take(draft.trim());
            else open();
          } else if (event.key === 'Escape') {
            if (isOpen) close();
            else event.currentTarget.blur();
            setDraft(undefined);
          }
        }}
      />
      {options.length > 0 && (
        <button
          type="button"
          className="field-tool"
          tabIndex={-1}
          aria-label={words.showNames(label)}
          disabled={isDisabled}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => {
            input.current?.focus();
            if (isOpen) close();
            else open();
          }}
        >
          {icons.chevron}
        </button>
      )}
      {isOpen && anchor && (
        <Popover anchor={anchor} width={180} onClose={close}>
          <OptionList
            id={`${id}-list`}
            label={label}
            options={shown}
            chosen={value}
            active={active}
            empty={words.nothingLikeIt}
            onActive={setActive}
            onPick={take}
          />
        </Popover>
      )}
    </div>
  );
}

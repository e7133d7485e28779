import { type KeyboardEvent, useRef, useState } from 'react';
import { Popover } from '../overlay/popover.js';
import { useWords } from '../words/words.js';
import './choice-field.css';
import { choiceName } from './choice-name.js';
import { icons } from './icons.js';
import { OptionList } from './option-list.js';
import { matching, type Option, optionAt } from './options.js';
import type { WidgetProps } from './widget.js';

/** Longer lists can be searched. */
const SEARCH_FROM = 8;

/** One of some words: opens a list. Closed, the arrows left and right and the first letter of a name choose, too. */
export function ChoiceField({ id, label, param, value, onChange, isDisabled = false }: WidgetProps<string>) {
  const words = useWords().widget;
  const [anchor, setAnchor] = useState<HTMLButtonElement>();
  const button = useRef<HTMLButtonElement>(null);
  const choices = param.choices ?? [];
  const at = choices.indexOf(value);

  const choose = (next: string | undefined): void => {
    if (next !== undefined && next !== value) onChange(next, 'commit');
  };
  const close = (): void => {
    setAnchor(undefined);
    button.current?.focus({ preventScroll: true });
  };

  function key(event: KeyboardEvent<HTMLButtonElement>): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'ArrowLeft') choose(choices[Math.max(0, at - 1)]);
    else if (event.key === 'ArrowRight') choose(choices[Math.min(choices.length - 1, at + 1)]);
    else if (['ArrowDown', 'ArrowUp', 'Enter', ' '].includes(event.key)) setAnchor(event.currentTarget);
    else if (/^\p{L}$/u.test(event.key)) {
      const letter = event.key.toLowerCase();
      const turned = [...choices.slice(at + 1), ...choices.slice(0, at + 1)];
      choose(turned.find((choice) => choiceName(words, choice).toLowerCase().startsWith(letter)));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <>
      <button
        ref={button}
        id={id}
        type="button"
        className="field choice-field"
        role="combobox"
        aria-label={label}
        aria-haspopup="listbox"
        aria-expanded={anchor !== undefined}
        aria-controls={anchor && `${id}-list`}
        disabled={isDisabled}
        onClick={(event) => setAnchor(anchor ? undefined : event.currentTarget)}
        onKeyDown={key}
      >
        <span className="choice-field-name" data-unknown={at < 0 || undefined}>
          {choiceName(words, value)}
        </span>
      </button>
      {anchor && (
        <Popover anchor={anchor} width={160} onClose={close}>
          <ChoiceList
            id={`${id}-list`}
            label={label}
            options={choices.map((choice) => ({ value: choice, name: choiceName(words, choice) }))}
            chosen={value}
            onClose={close}
            onPick={(next) => {
              choose(next);
              close();
            }}
          />
        </Popover>
      )}
    </>
  );
}

function ChoiceList({
  id,
  label,
  options,
  chosen,
  onPick,
  onClose,
}: {
  readonly id: string;
  readonly label: string;
  readonly options: readonly Option[];
  readonly chosen: string;
  onPick(value: string): void;
  onClose(): void;
}) {
  const words = useWords().widget;
  const [text, setText] = useState('');
  const [active, setActive] = useState(
    Math.max(
      0,
      options.findIndex(({ value }) => value === chosen),
    ),
  );
  const shown = matching(options, text);
  const hasSearch = options.length >= SEARCH_FROM;

  function key(event: KeyboardEvent): void {
    event.stopPropagation();
    // Enter ends a syllable first.
    if (event.nativeEvent.isComposing) return;
    const isEnd = event.key === 'Home' || event.key === 'End';
    const to = isEnd && text !== '' ? undefined : optionAt(event.key, active, shown.length);
    if (to !== undefined) setActive(to);
    else if (event.key === 'Enter' || event.key === 'Tab' || (event.key === ' ' && !hasSearch)) {
      const option = shown[active];
      if (option) onPick(option.value);
      else onClose();
    } else if (event.key === 'Escape') onClose();
    else if (!hasSearch && /^\p{L}$/u.test(event.key)) {
      const letter = event.key.toLowerCase();
      const order = shown.map((_, by) => (active + 1 + by) % shown.length);
      setActive(order.find((index) => shown[index]!.name.toLowerCase().startsWith(letter)) ?? active);
    } else return;
    event.preventDefault();
  }

  return (
    <>
      <div className={hasSearch ? 'option-list-search' : 'choice-field-keys'}>
        {hasSearch && icons.search}
        <input
          type="text"
          role="combobox"
          aria-label={hasSearch ? words.searchIn(label) : label}
          aria-expanded="true"
          aria-controls={id}
          aria-autocomplete={hasSearch ? 'list' : 'none'}
          aria-activedescendant={shown[active] && `${id}-${active}`}
          placeholder={words.search}
          readOnly={!hasSearch}
          spellCheck={false}
          autoComplete="off"
          value={text}
          ref={focusOnce}
          onChange={(event) => {
            setText(event.target.value);
            setActive(0);
          }}
          onKeyDown={key}
        />
      </div>
      <OptionList
        id={id}
        label={label}
        options={shown}
        chosen={chosen}
        active={active}
        empty={words.nothingFound}
        onActive={setActive}
        onPick={onPick}
      />
    </>
  );
}

const focusOnce = (input: HTMLInputElement | null): void => {
  // The popover is not placed and not visible yet when it is there.
  if (input) queueMicrotask(() => input.focus({ preventScroll: true }));
};

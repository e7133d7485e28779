import { useEffect, useRef } from 'react';
import { icons } from './icons.js';
import './option-list.css';

export type Option = { readonly value: string; readonly name: string };

/** The options whose name or value has the text in it; those that begin with it stand first. */
export function matching(options: readonly Option[], text: string): readonly Option[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return options;
  const begins: Option[] = [];
  const has: Option[] = [];
  for (const option of options) {
    const name = option.name.toLowerCase();
    const value = option.value.toLowerCase();
    if (name.startsWith(wanted) || value.startsWith(wanted)) begins.push(option);
    else if (name.includes(wanted) || value.includes(wanted)) has.push(option);
  }
  return [...begins, ...has];
}

/** Which option keys lead to from `at`; nothing for keys that move nothing. */
export function optionAt(key: string, at: number, count: number): number | undefined {
  if (count === 0) return undefined;
  switch (key) {
    case 'ArrowDown':
      return (at + 1) % count;
    case 'ArrowUp':
      return at <= 0 ? count - 1 : at - 1;
    case 'PageDown':
      return Math.min(count - 1, at + 8);
    case 'PageUp':
      return Math.max(0, at - 8);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

/** A listbox whose options are reached from the control that has the focus, by `aria-activedescendant`. */
export function OptionList({
  id,
  label,
  options,
  chosen,
  active,
  empty,
  onActive,
  onPick,
}: {
  readonly id: string;
  readonly label: string;
  readonly options: readonly Option[];
  readonly chosen: string;
  readonly active: number;
  /** What is said where there are none. */
  readonly empty: string;
  onActive(at: number): void;
  onPick(value: string): void;
}) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <div ref={list} id={id} className="option-list" role="listbox" aria-label={label} tabIndex={-1}>
      {options.map((option, at) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: keys go to the control that has the focus
        <div
          key={option.value}
          id={`${id}-${at}`}
          className="option-list-option"
          role="option"
          tabIndex={-1}
          aria-selected={option.value === chosen}
          data-active={at === active || undefined}
          // The focus stays where it is.
          onPointerDown={(event) => event.preventDefault()}
          onPointerMove={() => onActive(at)}
          onClick={() => onPick(option.value)}
        >
          <span className="option-list-name">{option.name}</span>
          {option.value === chosen && icons.check}
        </div>
      ))}
      {options.length === 0 && <div className="option-list-empty">{empty}</div>}
    </div>
  );
}

import { useEffect, useRef } from 'react';
import { icons } from './icons.js';
import './option-list.css';
import type { Option } from './options.js';

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

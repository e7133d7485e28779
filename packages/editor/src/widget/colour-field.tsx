import { useRef, useState } from 'react';
import { Popover } from '../overlay/popover.js';
import { useWords } from '../words/words.js';
import './colour-field.css';
import { TextField } from './text-field.js';
import { useLive } from './use-live.js';
import type { WidgetProps } from './widget.js';

const PRESETS = ['#ffffff', '#9aa4b2', '#000000', '#e5484d', '#f5a524', '#30a46c', '#3e7bfa', '#8e4ec6'] as const;

/** `#rgb` and `#rrggbb`, with or without the `#`, as `#rrggbb`; nothing for what is no colour. */
function parseColour(text: string): string | undefined {
  const [, digits] = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text.trim()) ?? [];
  if (digits === undefined) return undefined;
  const six = digits.length === 3 ? [...digits].map((digit) => digit + digit).join('') : digits;
  return `#${six.toLowerCase()}`;
}

/** A colour: a swatch that opens presets and the browser's own picker, and its hex digits. */
export function ColourField(props: WidgetProps<string>) {
  const { id, label, value, onChange, isDisabled = false } = props;
  const words = useWords().widget;
  const [anchor, setAnchor] = useState<HTMLButtonElement>();
  const swatch = useRef<HTMLButtonElement>(null);
  const live = useLive(value, onChange);
  const shown = parseColour(value) ?? '#000000';
  const close = (): void => {
    live.end();
    setAnchor(undefined);
    swatch.current?.focus({ preventScroll: true });
  };
  return (
    <div className="colour-field">
      <button
        ref={swatch}
        type="button"
        className="colour-field-swatch"
        aria-label={words.pickColour(label)}
        aria-haspopup="dialog"
        aria-expanded={anchor !== undefined}
        disabled={isDisabled}
        style={{ backgroundColor: shown }}
        onClick={(event) => setAnchor(anchor ? undefined : event.currentTarget)}
      />
      <TextField
        {...props}
        id={id}
        onChange={(text, phase) => {
          const colour = parseColour(text);
          if (colour !== undefined) onChange(colour, phase);
        }}
      />
      {anchor && (
        <Popover anchor={anchor} width={176} onClose={close}>
          <div
            className="colour-field-panel"
            role="dialog"
            aria-label={words.pickColour(label)}
            onKeyDown={(event) => {
              event.stopPropagation();
              if (event.key === 'Escape') close();
            }}
          >
            {PRESETS.map((preset) => (
              <button
                key={preset}
                type="button"
                className="colour-field-preset"
                aria-label={preset}
                aria-pressed={preset === shown}
                ref={preset === PRESETS[0] ? focusSoon : null}
                style={{ backgroundColor: preset }}
                onClick={() => {
                  onChange(preset, 'commit');
                  close();
                }}
              />
            ))}
            <label className="colour-field-own">
              <input type="color" value={shown} onChange={(event) => live.live(event.target.value)} onBlur={live.end} />
              {words.ownColour}
            </label>
          </div>
        </Popover>
      )}
    </div>
  );
}

const focusSoon = (element: HTMLElement | null): void => {
  if (element) queueMicrotask(() => element.focus({ preventScroll: true }));
};

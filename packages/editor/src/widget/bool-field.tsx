import './bool-field.css';
import type { WidgetProps } from './widget.js';

/** A switch. */
export function BoolField({ id, label, value, onChange, isDisabled = false }: WidgetProps<boolean>) {
  return (
    <button
      id={id}
      type="button"
      className="bool-field"
      role="switch"
      aria-label={label}
      aria-checked={value}
      disabled={isDisabled}
      onClick={() => onChange(!value, 'commit')}
    >
      <span className="bool-field-knob" />
    </button>
  );
}

import type { ReactNode } from 'react';
import { SearchIcon } from './icons.js';
import './panel.css';

/** A panel beside the canvas: a named region that scrolls. */
export function Panel(props: {
  readonly title: string;
  readonly actions?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  const { title, actions, className = '', children } = props;
  return (
    <section className={`panel ${className}`} aria-label={title}>
      <header className="panel-head">
        <h2>{title}</h2>
        {actions}
      </header>
      {children}
    </section>
  );
}

/** What a panel says when there is nothing to list. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="panel-empty">
      <b>{title}</b>
      {children}
    </div>
  );
}

export function IconButton(props: {
  readonly label: string;
  readonly isDisabled?: boolean;
  readonly tabIndex?: number;
  onClick(): void;
  readonly children: ReactNode;
}) {
  const { label, isDisabled, tabIndex, onClick, children } = props;
  return (
    <button
      type="button"
      className="panel-icon"
      aria-label={label}
      title={label}
      disabled={isDisabled}
      tabIndex={tabIndex}
      onClick={onClick}
    >
      {children}
    </button>
  );
}

export function SearchBox(props: { readonly label: string; readonly value: string; onChange(value: string): void }) {
  const { label, value, onChange } = props;
  return (
    <label className="panel-search">
      <SearchIcon />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}

import {
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { Point } from '../document/body.js';
import type { Range } from '../search/fuzzy.js';
import { useWords } from '../words/words.js';
import { SearchIcon } from './icons.js';
import './palette.css';

/** One line of the list. */
export type PaletteRow = {
  readonly id: string;
  readonly text: string;
  /** What the search matched in `text`. */
  readonly ranges?: readonly Range[];
  readonly icon?: ReactNode;
  /** Smaller, behind the text. */
  readonly note?: string;
  /** At the right: a shortcut, or what picking it does. */
  readonly right?: ReactNode;
  /** A heading is put before the first row of each section. */
  readonly section?: string;
};

export type PaletteProps = {
  readonly label: string;
  readonly placeholder: string;
  /** What is listed for a query, best first. */
  find(query: string): readonly PaletteRow[];
  onPick(id: string): void;
  onClose(): void;
  /** At the right of the search field. */
  readonly chip?: ReactNode;
  /** More about the row that is chosen, beside the list. */
  detail?(id: string): ReactNode;
  /** What the keys do, below the list. */
  readonly hints?: ReactNode;
  /** Where on the screen it opens, in pixels of the page; in the upper middle unless given. */
  readonly near?: Point | undefined;
};

const PAGE = 8;

/** A search field with a list below, above everything: type to find, arrows to choose, Enter to pick. */
export function Palette(props: PaletteProps) {
  const { label, placeholder, find, onPick, onClose, chip, detail, hints, near } = props;
  const words = useWords().palette;
  const id = useId();
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const more = useRef<HTMLElement>(null);
  const rows = useMemo(() => find(query), [find, query]);
  const at = Math.min(chosen, rows.length - 1);
  const row = rows[at];
  useFocusReturn();
  useInWindow(panel, near);

  useEffect(() => {
    if (!row || !list.current) return;
    list.current.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
    // The first row shows its heading with it.
    if (at === 0) list.current.scrollTop = 0;
  }, [at, row]);

  function press(event: KeyboardEvent): void {
    // While an input method puts a syllable together, Enter and the arrows are its own.
    if (event.nativeEvent.isComposing) return;
    const last = rows.length - 1;
    const to: Readonly<Record<string, number>> = {
      ArrowDown: at >= last ? 0 : at + 1,
      ArrowUp: at <= 0 ? last : at - 1,
      PageDown: Math.min(last, at + PAGE),
      PageUp: Math.max(0, at - PAGE),
      Home: 0,
      End: last,
    };
    const next = to[event.key];
    if (next !== undefined && !event.shiftKey) setChosen(Math.max(0, next));
    else if (event.key === 'Enter') {
      if (row) onPick(row.id);
    } else return;
    event.preventDefault();
  }

  function pressAnywhere(event: KeyboardEvent): void {
    // Nothing below hears what is typed here.
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') onClose();
    // From the search to what is told of the row, and back: the focus stays in the dialog.
    else if (event.key === 'Tab') (document.activeElement === field.current ? more.current : field.current)?.focus();
    else return;
    event.preventDefault();
  }

  return (
    <div
      className="palette-backdrop"
      onPointerDown={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div
        className="palette"
        role="dialog"
        aria-modal="true"
        aria-label={label}
        ref={panel}
        data-near={near !== undefined}
        data-wide={detail !== undefined}
        onKeyDown={pressAnywhere}
      >
        <div className="palette-search">
          <SearchIcon />
          <input
            // biome-ignore lint/a11y/noAutofocus: a dialog takes the focus when it opens.
            autoFocus
            ref={field}
            role="combobox"
            aria-expanded={rows.length > 0}
            aria-autocomplete="list"
            aria-controls={rows.length > 0 ? `${id}-list` : undefined}
            aria-activedescendant={row ? `${id}-${at}` : undefined}
            aria-label={placeholder}
            placeholder={placeholder}
            autoComplete="off"
            spellCheck={false}
            value={query}
            onChange={({ target }) => {
              setQuery(target.value);
              setChosen(0);
            }}
            onKeyDown={press}
          />
          {chip}
        </div>
        <div className="palette-body">
          {rows.length === 0 && <p className="palette-none">{words.nothing(query)}</p>}
          {rows.length > 0 && (
            <div className="palette-list" role="listbox" id={`${id}-list`} aria-label={label} ref={list}>
              {rows.map((one, i) => (
                <Row
                  key={one.id}
                  id={`${id}-${i}`}
                  row={one}
                  isChosen={i === at}
                  heading={one.section !== rows[i - 1]?.section ? one.section : undefined}
                  onChoose={() => setChosen(i)}
                  onPick={() => onPick(one.id)}
                />
              ))}
            </div>
          )}
          {detail && row && (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled must be reached by keys.
            <section className="palette-detail" aria-label={row.text} tabIndex={0} ref={more}>
              {detail(row.id)}
            </section>
          )}
        </div>
        {hints && <div className="palette-hints">{hints}</div>}
        <span className="palette-count" role="status">
          {words.found(rows.length)}
        </span>
      </div>
    </div>
  );
}

type RowProps = {
  readonly id: string;
  readonly row: PaletteRow;
  readonly isChosen: boolean;
  readonly heading: string | undefined;
  onChoose(): void;
  onPick(): void;
};

function Row({ id, row, isChosen, heading, onChoose, onPick }: RowProps) {
  return (
    <>
      {heading !== undefined && (
        <div className="palette-heading" role="presentation">
          {heading}
        </div>
      )}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the search field keeps the focus, and names the chosen row. */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: keys are the search field's. */}
      <div
        id={id}
        className="palette-row"
        role="option"
        aria-selected={isChosen}
        onPointerMove={isChosen ? undefined : onChoose}
        onClick={onPick}
        // The focus stays in the search field.
        onPointerDown={(event) => event.preventDefault()}
      >
        <span className="palette-icon">{row.icon}</span>
        <span className="palette-text">
          <Marked text={row.text} ranges={row.ranges ?? []} />
          {row.note !== undefined && <span className="palette-note">{row.note}</span>}
        </span>
        {row.right !== undefined && <span className="palette-right">{row.right}</span>}
      </div>
    </>
  );
}

/** A text with what was searched for in it marked. */
function Marked({ text, ranges }: { readonly text: string; readonly ranges: readonly Range[] }) {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const [start, end] of ranges) {
    parts.push(text.slice(at, start), <mark key={start}>{text.slice(start, end)}</mark>);
    at = end;
  }
  return (
    <span className="palette-title">
      {parts}
      {text.slice(at)}
    </span>
  );
}

/** Gives the focus back to what had it, once the palette is gone. */
function useFocusReturn(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      // Whoever picked something may have moved the focus on purpose.
      const isLost = document.activeElement === null || document.activeElement === document.body;
      if (isLost && before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    },
    [before],
  );
}

const MARGIN = 8;

/** Opens the panel at a place, moved so far that all of it is in the window. */
function useInWindow(panel: { readonly current: HTMLElement | null }, near: Point | undefined): void {
  useLayoutEffect(() => {
    const element = panel.current;
    if (!element || !near) return;
    const { width, height } = element.getBoundingClientRect();
    const left = Math.max(MARGIN, Math.min(near.x, innerWidth - width - MARGIN));
    const top = Math.max(MARGIN, Math.min(near.y, innerHeight - height - MARGIN));
    element.style.left = `${left}px`;
    element.style.top = `${top}px`;
  }, [panel, near]);
}

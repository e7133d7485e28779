import { useEffect, useRef, useState } from 'react';
import type { BodyDraft } from '../edit/draft.js';
import { moveExposed, removeExposed, renameExposed } from '../edit/interface.js';
import type { Editor } from '../editor/editor.js';
import type { Session } from '../session/session.js';
import { portTitle } from '../shape/port-title.js';
import { useStore } from '../store/use-store.js';
import { useWords } from '../words/words.js';
import './form-editor.css';
import { icons } from './icons.js';

type Side = 'inputs' | 'outputs';

/** Sorts, renames and removes what the form asks for and shows. */
export function FormEditor({ editor, session }: { readonly editor: Editor; readonly session: Session }) {
  const words = useWords().app;
  return (
    <div className="form-editor">
      <p className="form-field-help">{words.editHelp}</p>
      <SideEditor side="inputs" title={words.inputs} editor={editor} session={session} />
      <SideEditor side="outputs" title={words.outputs} editor={editor} session={session} />
    </div>
  );
}

type SideProps = {
  readonly side: Side;
  readonly title: string;
  readonly editor: Editor;
  readonly session: Session;
};

function SideEditor({ side, title, editor, session }: SideProps) {
  const words = useWords().app;
  const graph = useStore(session.document);
  const places = graph.interface?.[side] ?? {};
  const names = Object.keys(places);
  const list = useRef<HTMLOListElement>(null);
  /** The row that is dragged, and where it would be put. */
  const [drag, setDrag] = useState<{ readonly name: string; readonly to: number }>();
  const focused = useRef<string>(undefined);
  useEffect(() => {
    // Moving an element takes the focus from it.
    const name = focused.current;
    focused.current = undefined;
    if (name !== undefined) list.current?.querySelector<HTMLElement>(`[data-grip="${name}"]`)?.focus();
  });

  function edit(label: string, recipe: (body: BodyDraft) => void, said: string): void {
    session.document.settle();
    if (session.document.edit(label, recipe)) editor.status.set(said);
  }
  function move(name: string, to: number): void {
    if (to < 0 || to >= names.length) return;
    focused.current = name;
    edit(
      words.moveStep,
      (body) => moveExposed(body, side, name, to),
      words.moved(portTitle(name), to + 1, names.length),
    );
  }
  function rename(name: string, wish: string): void {
    const next = wish.trim().replace(/\s+/g, '_');
    if (wish.trim() === portTitle(name)) return;
    if (!/[A-Za-z]/.test(next)) editor.status.set(words.badName);
    else edit(words.renameStep, (body) => renameExposed(body, side, name, next), `${portTitle(name)} → ${wish.trim()}`);
  }
  function remove(name: string): void {
    const left = names.filter((one) => one !== name);
    focused.current = left[Math.min(names.indexOf(name), left.length - 1)];
    edit(words.remove(portTitle(name)), (body) => removeExposed(body, side, name), words.removed(portTitle(name)));
  }
  function rowAt(y: number): number {
    const rows = [...(list.current?.children ?? [])].map((row) => row.getBoundingClientRect());
    return rows.filter(({ top, height }) => top + height / 2 < y).length;
  }

  const shown = drag ? [...names.filter((name) => name !== drag.name)] : names;
  if (drag) shown.splice(drag.to, 0, drag.name);
  return (
    <fieldset className="form-editor-side">
      <legend className="app-subtitle">{title}</legend>
      {names.length === 0 && <p className="form-field-help">{words.nothingIn}</p>}
      <ol ref={list}>
        {shown.map((name) => (
          <li key={name} className="form-editor-row" data-dragged={drag?.name === name || undefined}>
            <button
              type="button"
              className="form-editor-tool form-editor-grip"
              data-grip={name}
              aria-label={words.move(portTitle(name))}
              onKeyDown={(event) => {
                const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
                if (by === undefined || !event.altKey) return;
                event.preventDefault();
                event.stopPropagation();
                move(name, names.indexOf(name) + by);
              }}
              onPointerDown={(event) => {
                if (event.button !== 0) return;
                list.current?.setPointerCapture(event.pointerId);
                setDrag({ name, to: names.indexOf(name) });
              }}
            >
              {icons.grip}
            </button>
            <NameField name={name} label={words.rename(portTitle(name))} onRename={(wish) => rename(name, wish)} />
            <span className="form-editor-place" title={[places[name]!].flat().join(', ')}>
              {[places[name]!].flat().join(', ')}
            </span>
            <button
              type="button"
              className="form-editor-tool"
              aria-label={words.remove(portTitle(name))}
              onClick={() => remove(name)}
            >
              {icons.remove}
            </button>
          </li>
        ))}
      </ol>
      <DragListener
        isOn={drag !== undefined}
        onMove={(y) =>
          setDrag((now) => {
            if (!now) return now;
            const at = rowAt(y);
            const from = shown.indexOf(now.name);
            const to = Math.min(names.length - 1, at > from ? at - 1 : at);
            return to === now.to ? now : { ...now, to };
          })
        }
        onEnd={(isDone) => {
          if (drag && isDone && drag.to !== names.indexOf(drag.name)) move(drag.name, drag.to);
          setDrag(undefined);
        }}
      />
    </fieldset>
  );
}

/** Follows the pointer over the whole window while something is dragged. */
function DragListener(props: { readonly isOn: boolean; onMove(y: number): void; onEnd(isDone: boolean): void }) {
  const latest = useRef(props);
  latest.current = props;
  const { isOn } = props;
  useEffect(() => {
    if (!isOn) return;
    const own = new AbortController();
    const { signal } = own;
    window.addEventListener('pointermove', ({ clientY }) => latest.current.onMove(clientY), { signal });
    window.addEventListener('pointerup', () => latest.current.onEnd(true), { signal });
    window.addEventListener('pointercancel', () => latest.current.onEnd(false), { signal });
    window.addEventListener('keydown', ({ key }) => key === 'Escape' && latest.current.onEnd(false), { signal });
    return () => own.abort();
  }, [isOn]);
  return null;
}

function NameField(props: { readonly name: string; readonly label: string; onRename(wish: string): void }) {
  const shown = portTitle(props.name);
  const [text, setText] = useState(shown);
  return (
    <input
      className="form-editor-name"
      aria-label={props.label}
      value={text}
      maxLength={56}
      spellCheck={false}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => {
        props.onRename(text);
        if (!/[A-Za-z]/.test(text)) setText(shown);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        setText(shown);
      }}
    />
  );
}

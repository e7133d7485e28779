import { useEffect, useRef } from 'react';
import { expose, renameExposed } from '../edit/interface.js';
import type { Editor } from '../editor/editor.js';
import type { Session } from '../session/session.js';
import { portTitle } from '../shape/port-title.js';
import { useStore } from '../store/use-store.js';
import { useWords } from '../words/words.js';
import { icons } from './icons.js';
import { type Suggestion, suggestedInputs, suggestedOutputs } from './suggestions.js';

/** What could be in the form, each added with one click. */
export function SuggestionList({
  editor,
  session,
  onAdd,
}: {
  readonly editor: Editor;
  readonly session: Session;
  onAdd(): void;
}) {
  const words = useWords();
  const graph = useStore(session.document);
  const resolved = useStore(session.resolved);
  const groups = [
    { title: words.app.suggestInputs, items: suggestedInputs(graph, resolved) },
    { title: words.app.suggestOutputs, items: suggestedOutputs(graph, resolved) },
  ].filter(({ items }) => items.length > 0);

  const lists = useRef<HTMLDivElement>(null);
  /** The place of what was added: what comes after it gets the focus. */
  const next = useRef<number>(undefined);
  useEffect(() => {
    const at = next.current;
    next.current = undefined;
    if (at === undefined) return;
    const all = lists.current?.querySelectorAll<HTMLElement>('.suggestion');
    all?.[Math.min(at, all.length - 1)]?.focus();
  });

  function add(items: readonly Suggestion[]): void {
    session.document.settle();
    session.document.edit(words.canvas.expose, (draft) => {
      for (const { side, node, port, name } of items) {
        const known = expose(draft, side, node, port);
        if (known === port && name !== port) renameExposed(draft, side, known, name);
      }
    });
    onAdd();
    editor.status.set(words.app.added(items.map(({ name }) => portTitle(name)).join(', ')));
  }

  return (
    <div className="suggestion-lists" ref={lists}>
      {groups.map(({ title, items }) => (
        <section key={title} className="suggestion-list">
          <h2 className="app-subtitle">{title}</h2>
          <ul>
            {items.map((one) => (
              <li key={`${one.node}.${one.port}`}>
                <button
                  type="button"
                  className="suggestion"
                  aria-label={words.app.addOf(portTitle(one.name), one.title)}
                  onClick={(event) => {
                    const all = [...(lists.current?.querySelectorAll('.suggestion') ?? [])];
                    next.current = all.indexOf(event.currentTarget);
                    add([one]);
                  }}
                >
                  <span className="suggestion-name">{portTitle(one.name)}</span>{' '}
                  <span className="suggestion-node">{one.title}</span>
                  {icons.add}
                </button>
              </li>
            ))}
          </ul>
          {items.length > 1 && (
            <button type="button" className="app-button" onClick={() => add(items)}>
              {words.app.addAll}
            </button>
          )}
        </section>
      ))}
    </div>
  );
}

import { type KeyboardEvent, useState } from 'react';
import type { Editor } from '../editor/editor.js';
import { isChanged, titleOf } from '../session/create-session.js';
import type { Session } from '../session/session.js';
import { useStore } from '../store/use-store.js';
import { useWords } from '../words/words.js';
import { icons } from './icons.js';
import './tabs.css';

/** The open graphs. */
export function Tabs({ editor }: { readonly editor: Editor }) {
  const words = useWords().shell;
  const sessions = useStore(editor.sessions);
  const active = useStore(editor.active);

  function key(event: KeyboardEvent): void {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const at = sessions.indexOf(active) + (event.key === 'ArrowLeft' ? -1 : 1);
    const next = sessions[(at + sessions.length) % sessions.length]!;
    editor.active.set(next);
    document.getElementById(`tab-${next.id}`)?.focus();
    event.preventDefault();
  }

  return (
    <div className="tabs">
      <div className="tabs-list">
        {/* The list of tabs owns them from beside: a tab stands next to the button that closes it. */}
        <span role="tablist" aria-label={words.tabs} aria-owns={sessions.map(({ id }) => `tab-${id}`).join(' ')} />
        {sessions.map((session) => (
          <Tab key={session.id} editor={editor} session={session} isActive={session === active} onKey={key} />
        ))}
      </div>
      <button
        type="button"
        className="tabs-new"
        aria-label={words.newTab}
        title={words.newTab}
        onClick={() => editor.actions.do('file.new')}
      >
        {icons.plus}
      </button>
    </div>
  );
}

type TabProps = {
  readonly editor: Editor;
  readonly session: Session;
  readonly isActive: boolean;
  onKey(event: KeyboardEvent): void;
};

function Tab({ editor, session, isActive, onKey }: TabProps) {
  const words = useWords().shell;
  useStore(session.document);
  useStore(session.origin);
  const [isRenaming, setRenaming] = useState(false);
  const title = titleOf(session, words.untitled);

  function rename(text: string): void {
    setRenaming(false);
    session.document.edit(words.title, (graph) => {
      if (text.trim() === '') delete graph.title;
      else graph.title = text.trim().slice(0, 200);
    });
  }

  return (
    <div className={isActive ? 'tab is-active' : 'tab'}>
      {isRenaming ? (
        <input
          defaultValue={title}
          aria-label={words.title}
          // biome-ignore lint/a11y/noAutofocus: the person asked to type here
          autoFocus
          onFocus={(event) => event.target.select()}
          onBlur={(event) => rename(event.target.value)}
          onKeyDown={(event) => {
            event.stopPropagation();
            if (event.key === 'Enter') rename(event.currentTarget.value);
            if (event.key === 'Escape') setRenaming(false);
          }}
        />
      ) : (
        <button
          id={`tab-${session.id}`}
          type="button"
          role="tab"
          aria-selected={isActive}
          tabIndex={isActive ? 0 : -1}
          title={title}
          onClick={() => editor.active.set(session)}
          onKeyDown={onKey}
          onDoubleClick={() => setRenaming(true)}
          onAuxClick={(event) => event.button === 1 && editor.actions.do('file.close')}
        >
          <span className="tab-title">{title}</span>
          {isChanged(session) && <i className="tab-dot" role="img" aria-label={words.unsaved} title={words.unsaved} />}
        </button>
      )}
      {isActive && (
        <button
          type="button"
          className="tab-close"
          aria-label={words.closeTab(title)}
          title={words.closeTab(title)}
          onClick={() => editor.actions.do('file.close')}
        >
          {icons.cross}
        </button>
      )}
    </div>
  );
}

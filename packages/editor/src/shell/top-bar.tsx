import type { Editor } from '../editor/editor.js';
import { keyLabel } from '../keys/key-names.js';
import { isMac } from '../keys/machine.js';
import { useSelected, useStore } from '../store/use-store.js';
import { useWords } from '../words/words.js';
import { icons } from './icons.js';
import { MenuButton } from './menu-button.js';
import { Tabs } from './tabs.js';
import './top-bar.css';

/** The upper edge: the open graphs, the search, and Run. */
export function TopBar({ editor }: { readonly editor: Editor }) {
  const all = useWords();
  const words = all.shell;
  const session = useStore(editor.active);
  const run = useStore(session.run);
  const waiting = useSelected(
    editor.jobs.list,
    (jobs) => jobs.filter(({ state }) => state === 'queued' || state === 'running').length,
  );
  const { isLive, view } = useStore(editor.settings);
  const history = useStore(session.document.history);
  const isRunning = (run?.state === 'running' || run?.state === 'queued') && !run.isPreview;
  const act = (id: string) => () => editor.actions.do(id);
  const key = (id: string): string => {
    const keys = editor.actions.all.find((one) => one.id === id)?.keys?.[0];
    return keys === undefined ? '' : keyLabel(keys, isMac);
  };
  return (
    <header className="top">
      <h1 className="top-logo" aria-label="Moodwire">
        <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
          <g fill="none" stroke="var(--t-emotion)" strokeWidth="1.7" strokeLinecap="round">
            <circle cx="10" cy="10" r="7.2" />
            <path d="M6.6 11.2c.9 1.7 2 2.5 3.4 2.5s2.5-.8 3.4-2.5M7.6 7.6v.3M12.4 7.6v.3" />
          </g>
        </svg>
        <span className="top-name">Moodwire</span>
      </h1>
      <MenuButton editor={editor} />
      <Tabs editor={editor} />
      <button type="button" className="top-search" onClick={act('view.commands')}>
        {icons.search}
        <span>{words.search}</span>
        <kbd>{key('view.commands')}</kbd>
      </button>
      <div className="top-undo">
        <button
          type="button"
          className="top-icon"
          disabled={history.at === 0}
          onClick={act('edit.undo')}
          aria-label={words.undo}
          title={`${words.undo} ${key('edit.undo')}`}
        >
          {icons.undo}
        </button>
        <button
          type="button"
          className="top-icon"
          disabled={history.at === history.steps.length}
          onClick={act('edit.redo')}
          aria-label={words.redo}
          title={`${words.redo} ${key('edit.redo')}`}
        >
          {icons.redo}
        </button>
      </div>
      <fieldset className="top-views" aria-label={words.view}>
        {(['graph', 'app'] as const).map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={view === one}
            onClick={() => editor.settings.set((now) => ({ ...now, view: one }))}
          >
            {one === 'graph' ? words.graphView : words.appView}
          </button>
        ))}
      </fieldset>
      <button
        type="button"
        className="top-live"
        aria-pressed={isLive}
        onClick={act('run.live')}
        title={`${words.liveHelp} ${key('run.live')}`}
      >
        {icons.live} <span>{words.live}</span>
      </button>
      <button type="button" className="top-queue" onClick={act('view.runs')} title={all.actions['view.runs']}>
        {words.queue(waiting)}
      </button>
      {isRunning ? (
        <button type="button" className="top-run is-running" onClick={act('run.cancel')}>
          {icons.stop} {words.cancel}
        </button>
      ) : (
        <button type="button" className="top-run" aria-keyshortcuts="Control+Enter" onClick={act('run.run')}>
          {icons.play} {words.run}
          <span className="top-keys" aria-hidden="true">
            {isMac ? '⌘⏎' : 'Ctrl ⏎'}
          </span>
        </button>
      )}
    </header>
  );
}

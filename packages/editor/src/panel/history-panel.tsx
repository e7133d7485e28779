import { useEffect, useRef } from 'react';
import type { Editor } from '../editor/editor.js';
import type { Session } from '../session/session.js';
import { useStore } from '../store/use-store.js';
import { agoText } from '../words/measures.js';
import { language, useWords } from '../words/words.js';
import { Panel } from './panel.js';
import { useNow } from './use-now.js';
import './history-panel.css';

/** All that was done to the open graph, the newest last. Each step can be gone back to. */
export function HistoryPanel({ editor }: { readonly editor: Editor }) {
  const session = useStore(editor.active);
  return <Steps key={session.id} session={session} />;
}

function Steps({ session: { document } }: { readonly session: Session }) {
  const words = useWords().panel.history;
  const { steps, at } = useStore(document.history);
  const now = useNow();
  const tongue = useStore(language);
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  });

  function goTo(to: number): void {
    document.goTo(to);
  }

  const rows = [{ label: words.opened, at: undefined }, ...steps];
  return (
    <Panel title={words.title} className="history-panel">
      <ol ref={list} className="panel-list history-list">
        {rows.map((step, place) => (
          // A step has no name of its own; its place is what it is known by.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <li key={place}>
            <button
              type="button"
              className={`history-step${place > at ? ' is-undone' : ''}`}
              aria-current={place === at ? 'step' : undefined}
              onClick={() => goTo(place)}
              onKeyDown={(event) => {
                const to = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
                const next = to !== 0 && list.current?.querySelectorAll('button')[place + to];
                if (!next) return;
                event.preventDefault();
                next.focus();
              }}
            >
              <i aria-hidden="true" />
              <span>{step.label}</span>
              {place > at && <span className="history-undone">{words.undone}</span>}
              <time>
                {place === at && place > 0 ? words.current : step.at !== undefined && agoText(step.at, now, tongue)}
              </time>
            </button>
          </li>
        ))}
      </ol>
      {steps.length === 0 && (
        <div className="panel-empty">
          <b>{words.empty}</b>
          {words.emptyHelp}
        </div>
      )}
    </Panel>
  );
}

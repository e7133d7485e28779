import { useEffect } from 'react';
import { linksOf } from '../edit/links.js';
import type { Editor } from '../editor/editor.js';
import { isChanged } from '../session/create-session.js';
import { useSelected, useStore } from '../store/use-store.js';
import { useWords } from '../words/words.js';
import './status-bar.css';

/** The lower edge: what goes on, in words, for those who see and those who hear. */
export function StatusBar({ editor }: { readonly editor: Editor }) {
  const all = useWords();
  const words = all.shell;
  const session = useStore(editor.active);
  // What was said is of the graph that was shown then.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another graph
  useEffect(() => {
    const run = session.run.get();
    if (!run || run.ended !== undefined) editor.status.set('');
  }, [session]);
  const status = useStore(editor.status);
  const connection = useStore(editor.jobs.connection);
  const counts = useSelected(session.document, (graph) =>
    words.nodes(Object.keys(graph.nodes).length, linksOf(graph).length),
  );
  useStore(session.document);
  const { name } = useStore(session.origin);
  const problems = useSelected(session.resolved, (resolved) => resolved.problems.length);
  const selected = useSelected(session.selection, (keys) => keys.size);
  return (
    <footer className="status">
      <span role="status" className="status-now">
        {status === '' ? words.ready : status}
      </span>
      <span>{counts}</span>
      {selected > 1 && <span>{all.canvas.selected(selected)}</span>}
      {problems > 0 && (
        <button type="button" className="status-problems" onClick={() => editor.actions.do('view.problems')}>
          {words.problems(problems)}
        </button>
      )}
      <span className="status-gap" />
      <span>{name !== undefined && !isChanged(session) ? words.saved : words.draft}</span>
      <span className={connection === 'open' ? undefined : 'status-lost'}>
        {connection === 'open' ? words.online : words.offline}
      </span>
      <button type="button" onClick={() => editor.actions.do('view.shortcuts')}>
        {words.shortcutsHint}
      </button>
    </footer>
  );
}

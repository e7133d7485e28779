import type { Editor } from '../editor/editor.js';
import { PANELS } from '../settings/settings.js';
import { useSelected, useStore } from '../store/use-store.js';
import { useWords } from '../words/words.js';
import { icons } from './icons.js';
import './rail.css';

/** The panels at the left, as a row of buttons. */
export function Rail({ editor }: { readonly editor: Editor }) {
  const all = useWords();
  const { leftPanel } = useStore(editor.settings);
  const session = useStore(editor.active);
  const problems = useSelected(session.resolved, (resolved) => resolved.problems.length);
  return (
    <nav className="rail" aria-label={all.shell.panels}>
      {PANELS.map((name) => {
        const title = all.actions[`view.${name}`];
        const count = name === 'problems' ? problems : 0;
        return (
          <button
            key={name}
            type="button"
            aria-pressed={leftPanel === name}
            aria-label={count > 0 ? `${title}: ${count}` : title}
            title={title}
            onClick={() => editor.actions.do(`view.${name}`)}
          >
            {icons[name]}
            {count > 0 && <b>{count}</b>}
          </button>
        );
      })}
    </nav>
  );
}

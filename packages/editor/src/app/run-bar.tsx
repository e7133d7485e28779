import type { Editor } from '../editor/editor.js';
import { isOver } from '../run/reduce-run.js';
import { progressOf } from '../run/run-progress.js';
import type { Session } from '../session/session.js';
import { useStore } from '../store/use-store.js';
import { useWords } from '../words/words.js';
import { icons } from './icons.js';
import { nodeTitle } from './node-title.js';
import './run-bar.css';

/** The large button that starts the graph, and how far it is; while it runs, the same button stops it. */
export function RunBar({
  editor,
  session,
  isHindered,
}: {
  readonly editor: Editor;
  readonly session: Session;
  readonly isHindered: boolean;
}) {
  const words = useWords().app;
  const run = useStore(session.run);
  const isBusy = run !== undefined && !run.isPreview && !isOver(run.state);
  const { fraction, node } = run && isBusy ? progressOf(run) : { fraction: 0 };
  const percent = Math.round(fraction * 100);
  const now = node === undefined ? '' : nodeTitle(session, node);
  return (
    <div className="run-bar">
      {isBusy && (
        <div className="run-bar-progress">
          <div className="run-bar-text">
            <span className="run-bar-node">{now === '' ? words.waiting : now}</span>
            <span>{words.percent(percent)}</span>
          </div>
          <div
            className="run-bar-track"
            role="progressbar"
            aria-label={words.progress}
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={percent}
            aria-valuetext={words.progressAt(percent, now)}
          >
            <div className="run-bar-fill" style={{ width: `${percent}%` }} />
          </div>
        </div>
      )}
      <button
        type="button"
        className="run-bar-button"
        data-busy={isBusy || undefined}
        disabled={isHindered && !isBusy}
        aria-describedby={isHindered && !isBusy ? 'app-trouble' : undefined}
        onClick={(event) => {
          if (!isBusy) void editor.runner.run(session);
          // The second click of a double click is no wish to stop.
          else if (event.detail < 2) void editor.runner.cancel(session);
        }}
      >
        {isBusy ? icons.stop : icons.start}
        {isBusy ? words.stop : words.start}
      </button>
    </div>
  );
}

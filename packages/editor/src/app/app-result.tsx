import type { FileOutput, JobOutput } from '../api/api.js';
import type { Editor } from '../editor/editor.js';
import { PictureLook } from '../look/picture-look.js';
import { portTitle } from '../node/port-title.js';
import { durationText } from '../panel/measures.js';
import { isOver } from '../run/reduce-run.js';
import type { Session } from '../session/session.js';
import { useSelected, useStore } from '../store/use-store.js';
import { useWords } from '../words/words.js';
import './app-result.css';
import { comparedNode, type FormOutput, livePreview } from './form-outputs.js';
import { icons } from './icons.js';
import { nodeTitle } from './node-title.js';
import { OutputView } from './output-view.js';
import { PictureBox } from './picture-box.js';

/** What the graph gave last, and what it is just making. */
export function AppResult({
  editor,
  session,
  outputs,
  title,
}: {
  readonly editor: Editor;
  readonly session: Session;
  readonly outputs: readonly FormOutput[];
  readonly title: string;
}) {
  const words = useWords().app;
  const run = useStore(session.run);
  const graph = session.document.get();
  const looks = useStore(session.looks);
  const preview = useSelected(session.run, livePreview);
  const before = comparedNode(graph, outputs);
  const shown = outputs.filter(({ node }) => looks[node] !== undefined);
  const failures = run?.isPreview === false ? run.failures : [];
  const isBusy = run !== undefined && !isOver(run.state);
  const isPictured = preview !== undefined && outputs.some(({ look }) => look === 'picture');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by keys
    <section className="app-result" aria-label={words.result} tabIndex={0}>
      <header className="app-result-head">
        <h2>{words.result}</h2>
        {run?.isPreview === false && run.state === 'done' && run.ended !== undefined && (
          <span>{words.took(durationText(Math.max(0, run.ended - run.started)))}</span>
        )}
        {run?.state === 'cancelled' && <span>{words.stopped}</span>}
      </header>
      {failures.length > 0 && (
        <div className="app-failure">
          <b>{words.failed}</b>
          <ul>
            {failures.map(({ node, message }) => (
              <li key={`${node} ${message}`}>
                {node !== '' && `${nodeTitle(session, node)}: `}
                {message}
              </li>
            ))}
          </ul>
        </div>
      )}
      {isPictured && (
        <PictureBox url={preview}>
          <PictureLook url={preview} alt={words.preview} caption={words.preview} />
        </PictureBox>
      )}
      {!isPictured && shown.length === 0 && failures.length === 0 && (
        <div className="app-result-none">
          {icons.picture}
          <b>{isBusy ? words.working : words.noResult}</b>
          {!isBusy && <p>{outputs.length === 0 ? words.noOutputs : words.noResultHelp}</p>}
        </div>
      )}
      {shown
        .filter(({ look }) => !(isPictured && look === 'picture'))
        .map((output) => (
          <OutputView
            key={output.name}
            output={output}
            job={looks[output.node]!}
            file={run?.job === looks[output.node] ? fileOf(run?.outputs?.[output.name]) : undefined}
            before={before}
            label={portTitle(output.name)}
            title={title}
            editor={editor}
          />
        ))}
    </section>
  );
}

const fileOf = (output: JobOutput | undefined): FileOutput | undefined =>
  output?.kind === 'file' ? output : undefined;

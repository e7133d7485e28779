import { useRef } from 'react';
import { type FileOutput, type JobOutput, pictureUrl } from '../api/api.js';
import type { Editor } from '../editor/editor.js';
import { isOver } from '../run/reduce-run.js';
import type { Session } from '../session/session.js';
import { portTitle } from '../shape/port-title.js';
import { useSelected, useStore } from '../store/use-store.js';
import { durationText } from '../words/measures.js';
import { useWords } from '../words/words.js';
import './app-result.css';
import { comparedNode, type FormOutput, livePreview } from './form-outputs.js';
import { icons } from './icons.js';
import { nodeTitle } from './node-title.js';
import { type LivePreview, OutputView } from './output-view.js';

const SMALL = 256;

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
  const before = comparedNode(graph, outputs);
  const file = before === undefined ? undefined : graph.nodes[before]?.params?.['file'];
  const photo = typeof file === 'string' ? pictureUrl(file, SMALL) : undefined;
  const pictured = outputs.find(({ look }) => look === 'picture');
  const preview = usePreview(session, pictured);
  const shown = outputs.filter((one) => looks[one.node] !== undefined || (preview && one === pictured));
  const failures = run?.isPreview === false ? run.failures : [];
  const isBusy = run !== undefined && !isOver(run.state);
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
      {shown.length === 0 && failures.length === 0 && (
        <div className="app-result-none">
          {icons.picture}
          <b>{isBusy ? words.working : words.noResult}</b>
          {!isBusy && <p>{outputs.length === 0 ? words.noOutputs : words.noResultHelp}</p>}
        </div>
      )}
      {shown.map((output) => (
        <OutputView
          key={output.name}
          output={output}
          job={looks[output.node]}
          photo={photo}
          preview={output === pictured ? preview : undefined}
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

/** The last preview of the run that goes on, or that gave the picture. */
function usePreview(session: Session, output: FormOutput | undefined): LivePreview | undefined {
  const last = useRef<LivePreview>(undefined);
  const now = useSelected(session.run, livePreview);
  const run = session.run.get();
  if (!run || !output) return undefined;
  if (now !== undefined) last.current = { job: run.job, url: now };
  const isGoing = !isOver(run.state) || session.looks.get()[output.node] === run.job;
  return isGoing && last.current?.job === run.job ? last.current : undefined;
}

import { type Graph, type Json, parseGraph } from '@moodwire/engine/graph';
import { type ReactNode, useCallback } from 'react';
import { api, type FileOutput, type Job, type JobOutput, pictureUrl } from '../api/api.js';
import type { Editor } from '../editor/editor.js';
import { useStore } from '../store/use-store.js';
import { agoText, durationText } from '../words/measures.js';
import { language, useWords, type Words } from '../words/words.js';
import { type Difference, differencesOf } from './graph-difference.js';
import { CompareIcon } from './icons.js';
import { jobTitle } from './job-actions.js';
import { PanelDialog } from './panel-dialog.js';
import { useLoaded } from './use-loaded.js';
import { useNow } from './use-now.js';
import './compare-runs.css';

type Ran = { readonly job: Job; readonly graph: Graph; readonly inputs: Readonly<Record<string, Json>> };

async function loadRun(id: string): Promise<Ran> {
  const [job, { graph, inputs = {} }] = await Promise.all([api.job(id), api.jobGraph(id)]);
  const parsed = parseGraph(graph);
  if (!('graph' in parsed)) throw new Error(parsed.problems[0]?.hint ?? '');
  return { job, graph: parsed.graph, inputs };
}

export type CompareRunsProps = {
  readonly editor: Editor;
  readonly jobs: readonly [string, string];
  /** Draws two pictures over each other, with a line to move; side by side unless given. */
  renderPair?(before: string, after: string, title: string): ReactNode;
  onClose(): void;
};

/** Two runs side by side: what they gave, what differs in what was asked for, and how long they took. */
export function CompareRuns({ editor, jobs: [a, b], renderPair, onClose }: CompareRunsProps) {
  const all = useWords();
  const words = all.panel.compare;
  const load = useCallback(() => Promise.all([loadRun(a), loadRun(b)]), [a, b]);
  const { value, problem } = useLoaded(load);
  return (
    <PanelDialog title={words.title} onClose={onClose}>
      {problem !== undefined && <p className="panel-error">{all.panel.failed(problem)}</p>}
      {!value && problem === undefined && <p>{all.panel.loading}</p>}
      {value && (
        <div className="compare-runs">
          <div className="compare-runs-pair">
            {value.map(({ job }) => (
              <RunHead key={job.id} job={job} />
            ))}
          </div>
          <section>
            <h2>{words.differences}</h2>
            <Differences list={differencesOf(value[0], value[1])} />
            <Times before={value[0].job} after={value[1].job} />
          </section>
          <Outputs editor={editor} before={value[0].job} after={value[1].job} renderPair={renderPair} />
        </div>
      )}
    </PanelDialog>
  );
}

function RunHead({ job }: { readonly job: Job }) {
  const words = useWords();
  const now = useNow();
  const tongue = useStore(language);
  return (
    <div className="compare-runs-head">
      <b>{jobTitle(job, words.run)}</b>
      <small>
        {[words.run.job(job.number), words.run.states[job.state], agoText(job.ended ?? job.created, now, tongue)].join(
          ' · ',
        )}
      </small>
    </div>
  );
}

const pictureOf = (output: JobOutput | undefined): FileOutput | undefined =>
  output?.kind === 'file' && output.type.startsWith('image/') ? output : undefined;

/** The names of what either gave; a picture that goes by two names is shown once. */
function outputNames(before: Job, after: Job): readonly string[] {
  const seen = new Set<string>();
  return [...new Set([...Object.keys(before.outputs ?? {}), ...Object.keys(after.outputs ?? {})])].filter((name) => {
    const files = [pictureOf(before.outputs?.[name])?.file, pictureOf(after.outputs?.[name])?.file];
    const key = files.includes(undefined) ? name : files.join(' ');
    return !seen.has(key) && seen.add(key);
  });
}

function Outputs(props: {
  readonly editor: Editor;
  readonly before: Job;
  readonly after: Job;
  readonly renderPair: CompareRunsProps['renderPair'];
}) {
  const { editor, before, after, renderPair } = props;
  const words = useWords().panel.compare;
  const names = outputNames(before, after);
  return (
    <section>
      <h2>{words.outputs}</h2>
      {names.map((name) => {
        const [a, b] = [before.outputs?.[name], after.outputs?.[name]];
        const [left, right] = [pictureOf(a), pictureOf(b)];
        const pair = left && right ? { before: left.url, after: right.url } : undefined;
        return (
          <div key={name} className="compare-runs-output">
            <div className="compare-runs-name">
              <h3>{name}</h3>
              {pair && pair.before !== pair.after && (
                <button
                  type="button"
                  className="panel-button"
                  onClick={() => editor.dialog.set({ kind: 'compare', ...pair, title: name })}
                >
                  <CompareIcon /> {words.open}
                </button>
              )}
            </div>
            {pair && renderPair ? (
              renderPair(pair.before, pair.after, name)
            ) : (
              <div className="compare-runs-pair">
                <Output output={a} />
                <Output output={b} />
              </div>
            )}
          </div>
        );
      })}
      {names.length === 0 && <p className="compare-runs-none">{words.none}</p>}
    </section>
  );
}

function Output({ output }: { readonly output: JobOutput | undefined }) {
  const words = useWords().panel.compare;
  if (!output) return <div className="compare-runs-value compare-runs-none">{words.none}</div>;
  const picture = pictureOf(output);
  if (picture)
    return (
      <img className="compare-runs-picture" src={pictureUrl(picture.file, 1024)} alt={picture.name} loading="lazy" />
    );
  if (output.kind === 'list') {
    return (
      <div className="compare-runs-items">
        {output.items.map((item, at) => (
          // Items have no names; the list never changes.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <Output key={at} output={item} />
        ))}
      </div>
    );
  }
  if (output.kind === 'file') {
    return (
      <a className="compare-runs-value" href={output.url} download={output.name}>
        {output.name}
      </a>
    );
  }
  const { value } = output;
  return <div className="compare-runs-value">{typeof value === 'string' ? value : shortJson(value)}</div>;
}

/** Four digits are enough to compare by eye. */
const shortJson = (value: Json): string =>
  JSON.stringify(value, (_, part) => (typeof part === 'number' ? Number(part.toPrecision(4)) : part), 1).replace(
    /,?\n */g,
    (gap) => (gap[0] === ',' ? ', ' : ''),
  );

function Differences({ list }: { readonly list: readonly Difference[] }) {
  const words = useWords().panel.compare;
  if (list.length === 0) return <p className="compare-runs-none">{words.same}</p>;
  return (
    <ul className="panel-list compare-runs-differences">
      {list.map(({ where, kind, before, after }) => (
        <li key={where} className={`is-${kind}`}>
          <code>{where}</code>
          <span>
            {before === undefined ? <em>{words.missing}</em> : <del>{before}</del>}
            <span aria-hidden="true"> → </span>
            {after === undefined ? <em>{words.missing}</em> : <ins>{after}</ins>}
          </span>
        </li>
      ))}
    </ul>
  );
}

const tookOf = ({ started, ended }: Job): number | undefined =>
  started === undefined || ended === undefined ? undefined : ended - started;

function paceOf(before: number, after: number, words: Words['panel']['compare']): string {
  const percent = Math.round(Math.abs(1 - after / before) * 100);
  if (before <= 0 || percent === 0) return '';
  return after < before ? words.faster(percent) : words.slower(percent);
}

function Times({ before, after }: { readonly before: Job; readonly after: Job }) {
  const words = useWords().panel.compare;
  const [a, b] = [tookOf(before), tookOf(after)];
  if (a === undefined || b === undefined) return null;
  return (
    <p className="compare-runs-times">
      <span>{words.time}</span> {durationText(a)} → {durationText(b)} <span>{paceOf(a, b, words)}</span>
    </p>
  );
}

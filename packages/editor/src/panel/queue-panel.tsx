import { api, type Job } from '../api/api.js';
import type { Editor } from '../editor/editor.js';
import { isOver } from '../run/reduce-run.js';
import { progressOf } from '../run/run-progress.js';
import type { GraphRun } from '../session/graph-run.js';
import { useStore } from '../store/use-store.js';
import { useWords } from '../words/words.js';
import { hiddenJobs, shownJobs } from './hidden-jobs.js';
import { CrossIcon, DownIcon, FirstIcon, UpIcon } from './icons.js';
import { jobTitle, tellFailure } from './job-actions.js';
import { JobGallery } from './job-gallery.js';
import { Empty, IconButton, Panel } from './panel.js';
import './queue-panel.css';

/** What runs, what comes next, and what ran. */
export function QueuePanel(props: {
  readonly editor: Editor;
  /** Opens the graph that a job ran, in a tab. */
  onOpen(job: Job): void;
}) {
  const { editor, onOpen } = props;
  const words = useWords().panel.queue;
  const { jobs } = editor;
  const list = shownJobs(useStore(jobs.list), useStore(hiddenJobs));
  const waiting = useStore(jobs.waiting);
  const running = list.filter(({ state }) => state === 'running');
  const over = list.filter(({ state }) => isOver(state));
  const isLost = useStore(jobs.connection) === 'lost';
  return (
    <Panel title={words.title} className="queue-panel">
      {isLost && (
        <p className="panel-error" role="status">
          {words.lost}
        </p>
      )}
      <section className="panel-section">
        <h3>{words.running}</h3>
        {running.length === 0 && <Empty title={words.nothing}>{words.nothingHelp}</Empty>}
        <ul className="panel-list queue-list">
          {running.map((job) => (
            <RunningJob key={job.id} editor={editor} job={job} />
          ))}
        </ul>
      </section>
      {waiting.length > 0 && (
        <section className="panel-section">
          <h3>{words.next}</h3>
          <ol className="panel-list queue-list">
            {waiting.map((job, turn) => (
              <WaitingJob key={job.id} editor={editor} job={job} turn={turn} waiting={waiting} />
            ))}
          </ol>
        </section>
      )}
      <JobGallery editor={editor} jobs={over} onOpen={onOpen} />
    </Panel>
  );
}

const NO_RUN = { nodes: {} } as unknown as GraphRun;

function RunningJob({ editor, job }: { readonly editor: Editor; readonly job: Job }) {
  const all = useWords();
  const words = all.panel.queue;
  const run = useStore(editor.jobs.running)[job.id] ?? NO_RUN;
  const { fraction, node } = progressOf(run);
  const title = jobTitle(job, all.run);
  const percent = Math.floor(fraction * 100);
  const preview = Object.values(run.nodes).findLast((one) => one.state === 'running' && one.preview !== undefined);
  return (
    <li className="queue-job">
      <Thumbnail url={preview?.state === 'running' ? preview.preview : undefined} />
      <div className="queue-text">
        <b title={title}>{title}</b>
        <small>{words.percent(node ?? '', percent)}</small>
        <div
          className="panel-bar"
          role="progressbar"
          aria-label={words.progress(title)}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={percent}
        >
          <i style={{ width: `${fraction * 100}%` }} />
        </div>
      </div>
      <IconButton label={words.cancel(title)} onClick={() => void api.cancel(job.id).catch(tellFailure(editor))}>
        <CrossIcon />
      </IconButton>
    </li>
  );
}

function WaitingJob(props: {
  readonly editor: Editor;
  readonly job: Job;
  readonly turn: number;
  readonly waiting: readonly Job[];
}) {
  const { editor, job, turn, waiting } = props;
  const all = useWords();
  const words = all.panel.queue;
  const title = jobTitle(job, all.run);
  const move = (to: Parameters<typeof api.moveJob>[1]): void => void api.moveJob(job.id, to).catch(tellFailure(editor));
  const isLast = turn === waiting.length - 1;
  const afterNext = waiting[turn + 2];
  return (
    <li className="queue-job queue-waiting">
      <div className="queue-text">
        <b title={title}>{title}</b>
        <small>{words.waits(turn + 1)}</small>
      </div>
      <div className="queue-turns">
        {waiting.length > 1 && (
          <>
            <IconButton label={words.first(title)} isDisabled={turn === 0} onClick={() => move({ place: 'first' })}>
              <FirstIcon />
            </IconButton>
            <IconButton
              label={words.up(title)}
              isDisabled={turn === 0}
              onClick={() => move({ before: waiting[turn - 1]!.id })}
            >
              <UpIcon />
            </IconButton>
            <IconButton
              label={words.down(title)}
              isDisabled={isLast}
              onClick={() => move(afterNext ? { before: afterNext.id } : { place: 'last' })}
            >
              <DownIcon />
            </IconButton>
          </>
        )}
        <IconButton label={words.cancel(title)} onClick={() => void api.cancel(job.id).catch(tellFailure(editor))}>
          <CrossIcon />
        </IconButton>
      </div>
    </li>
  );
}

function Thumbnail({ url }: { readonly url: string | undefined }) {
  return <div className="queue-thumb">{url !== undefined && <img src={url} alt="" />}</div>;
}

import { formatProblem } from '@moodwire/engine/graph';
import type { Job } from '../api/api.js';
import type { Editor } from '../editor/editor.js';
import { useStore } from '../store/use-store.js';
import { agoText, durationText } from '../words/measures.js';
import { language, useWords } from '../words/words.js';
import { AgainIcon, DownloadIcon, EyeIcon, OpenIcon, TrashIcon } from './icons.js';
import { jobTitle, runAgain } from './job-actions.js';
import { jobFiles, jobPicture } from './job-picture.js';
import { IconButton } from './panel.js';
import { useNow } from './use-now.js';

/** One job that ran: what became of it, and what can be done with it. */
export function JobDetail(props: {
  readonly editor: Editor;
  readonly job: Job;
  onOpen(job: Job): void;
  onDelete(): void;
}) {
  const { editor, job, onOpen, onDelete } = props;
  const all = useWords();
  const words = all.panel.queue;
  const now = useNow();
  const tongue = useStore(language);
  const title = jobTitle(job, all.run);
  const picture = jobPicture(job);
  const took = job.ended !== undefined && job.started !== undefined ? job.ended - job.started : undefined;
  const said = [
    all.run.states[job.state],
    took === undefined ? [] : words.took(durationText(took)),
    agoText(job.ended ?? job.created, now, tongue),
  ].flat();
  const failures = [
    ...(job.failures ?? []).map(({ node, message }) => (node === '' ? message : `${node}: ${message}`)),
    ...(job.problems ?? []).map(formatProblem),
  ];
  return (
    <div className="job-detail">
      <b title={title}>{title}</b>
      <small className={`job-detail-${job.state}`}>{said.join(' · ')}</small>
      {failures.length > 0 && (
        <ul className="panel-list job-failures">
          {failures.slice(0, 3).map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
      <div className="job-actions">
        <button type="button" className="panel-button" onClick={() => onOpen(job)}>
          <OpenIcon /> {words.open}
        </button>
        <IconButton label={words.again} onClick={() => void runAgain(editor, job, words.started(title))}>
          <AgainIcon />
        </IconButton>
        {picture && (
          <IconButton
            label={words.picture}
            onClick={() => editor.dialog.set({ kind: 'picture', url: picture.url, title })}
          >
            <EyeIcon />
          </IconButton>
        )}
        {jobFiles(job)
          .slice(0, 1)
          .map(({ url, name }) => (
            <a
              key={url}
              className="panel-icon"
              href={url}
              download={name}
              aria-label={`${words.download} ${name}`}
              title={`${words.download} ${name}`}
            >
              <DownloadIcon />
            </a>
          ))}
        <IconButton label={words.delete} onClick={onDelete}>
          <TrashIcon />
        </IconButton>
      </div>
    </div>
  );
}

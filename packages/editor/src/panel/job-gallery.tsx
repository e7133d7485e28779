import { type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from 'react';
import type { Job } from '../api/api.js';
import type { Editor } from '../editor/editor.js';
import { useStore } from '../store/use-store.js';
import { agoText } from '../words/measures.js';
import { language, useWords } from '../words/words.js';
import { deleteJobs } from './hidden-jobs.js';
import { CompareIcon, CrossIcon, StopIcon, TrashIcon, WarningIcon } from './icons.js';
import { jobTitle, tellFailure } from './job-actions.js';
import { JobDetail } from './job-detail.js';
import { jobPicture, jobText, jobThumbnail } from './job-picture.js';
import { Empty, IconButton } from './panel.js';
import { useNow } from './use-now.js';

const COLUMNS = 3;

/** What ran, as a grid of pictures, the newest first. Two that are selected can be compared. */
export function JobGallery(props: { readonly editor: Editor; readonly jobs: readonly Job[]; onOpen(job: Job): void }) {
  const { editor, jobs, onOpen } = props;
  const all = useWords();
  const words = all.panel.queue;
  const now = useNow();
  const tongue = useStore(language);
  const isComplete = useStore(editor.jobs.isComplete);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [focused, setFocused] = useState<string>();
  const grid = useRef<HTMLDivElement>(null);
  const selected = chosen.flatMap((id) => jobs.find((job) => job.id === id) ?? []);
  const current = jobs.some(({ id }) => id === focused) ? focused : jobs[0]?.id;

  function choose(job: Job, isMore: boolean): void {
    setFocused(job.id);
    if (!isMore) setChosen(chosen.length === 1 && chosen[0] === job.id ? [] : [job.id]);
    else setChosen(chosen.includes(job.id) ? chosen.filter((id) => id !== job.id) : [...chosen, job.id]);
  }

  function remove(ids: readonly string[]): void {
    deleteJobs(ids, editor, { text: words.deleted(ids.length), undo: all.panel.undo });
    setChosen([]);
  }

  function compare([a, b]: readonly Job[]): void {
    // The older one first: what came after is compared with it.
    if (a && b) editor.dialog.set({ kind: 'runs', jobs: a.number < b.number ? [a.id, b.id] : [b.id, a.id] });
  }

  function onKey(event: KeyboardEvent): void {
    const at = jobs.findIndex(({ id }) => id === current);
    const job = jobs[at];
    if (!job) return;
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: at + 1,
      ArrowLeft: at - 1,
      ArrowDown: at + COLUMNS,
      ArrowUp: at - COLUMNS,
      Home: 0,
      End: jobs.length - 1,
    };
    const to = steps[event.key];
    if (to !== undefined) {
      const next = jobs[Math.max(0, Math.min(jobs.length - 1, to))]!;
      setFocused(next.id);
      grid.current?.querySelector<HTMLElement>(`[data-job="${next.id}"]`)?.focus();
    } else if (event.key === ' ' || event.key === 'Enter') {
      choose(job, event.key === ' ' || event.shiftKey || event.ctrlKey || event.metaKey);
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      remove(chosen.length > 0 ? chosen : [job.id]);
    } else return;
    event.preventDefault();
  }

  function view(job: Job): void {
    const picture = jobPicture(job);
    if (picture) editor.dialog.set({ kind: 'picture', url: picture.url, title: jobTitle(job, all.run) });
  }

  return (
    <section className="panel-section">
      <h3>{words.history}</h3>
      {jobs.length === 0 && isComplete && <Empty title={words.noHistory}>{words.noHistoryHelp}</Empty>}
      {jobs.length > 0 && (
        <div
          ref={grid}
          className="gallery"
          role="listbox"
          tabIndex={-1}
          aria-multiselectable="true"
          aria-label={words.history}
          onKeyDown={onKey}
        >
          {jobs.map((job) => (
            <GalleryItem
              key={job.id}
              job={job}
              label={`${jobTitle(job, all.run)}, ${all.run.states[job.state]}, ${agoText(job.ended ?? job.created, now, tongue)}`}
              isSelected={chosen.includes(job.id)}
              isCurrent={job.id === current}
              onChoose={choose}
              onView={view}
            />
          ))}
        </div>
      )}
      {!isComplete && <Older onMore={() => editor.jobs.more().catch(tellFailure(editor))} label={words.more} />}
      {selected.length > 0 && (
        <div className="gallery-detail">
          {selected.length === 1 ? (
            <JobDetail editor={editor} job={selected[0]!} onOpen={onOpen} onDelete={() => remove(chosen)} />
          ) : (
            <div className="gallery-many">
              <span>{words.selected(selected.length)}</span>
              <button
                type="button"
                className="panel-button is-main"
                disabled={selected.length !== 2}
                onClick={() => compare(selected)}
              >
                <CompareIcon /> {words.compare}
              </button>
              <IconButton label={words.delete} onClick={() => remove(chosen)}>
                <TrashIcon />
              </IconButton>
              <IconButton label={all.shell.close} onClick={() => setChosen([])}>
                <CrossIcon />
              </IconButton>
            </div>
          )}
        </div>
      )}
    </section>
  );
}

function GalleryItem(props: {
  readonly job: Job;
  readonly label: string;
  readonly isSelected: boolean;
  readonly isCurrent: boolean;
  onChoose(job: Job, isMore: boolean): void;
  onView(job: Job): void;
}) {
  const { job, label, isSelected, isCurrent, onChoose, onView } = props;
  const words = useWords().run;
  const url = jobThumbnail(job);
  const isMore = (event: MouseEvent): boolean => event.shiftKey || event.ctrlKey || event.metaKey;
  return (
    // The keys are those of the list around it.
    <div
      className={`gallery-item is-${job.state}`}
      role="option"
      aria-selected={isSelected}
      title={label}
      tabIndex={isCurrent ? 0 : -1}
      data-job={job.id}
      onClick={(event) => onChoose(job, isMore(event))}
      onDoubleClick={() => onView(job)}
      onKeyDown={() => {}}
    >
      <span className="panel-spoken">{label}</span>
      {url === undefined ? (
        <span className="gallery-name" aria-hidden="true">
          <b>{jobTitle(job, words)}</b> {jobText(job)}
        </span>
      ) : (
        <img src={url} alt="" loading="lazy" />
      )}
      {job.state !== 'done' && (
        <span className={`gallery-mark gallery-${job.state}`} aria-hidden="true">
          {job.state === 'failed' ? <WarningIcon /> : <StopIcon />}
          {words.states[job.state]}
        </span>
      )}
    </div>
  );
}

/** Asks for more once it comes into sight, and by a click. */
function Older({ onMore, label }: { readonly label: string; onMore(): Promise<unknown> }) {
  const button = useRef<HTMLButtonElement>(null);
  const more = useRef(onMore);
  more.current = onMore;
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    if (isBusy || !button.current) return;
    const load = async (): Promise<void> => {
      setBusy(true);
      await more.current();
      setBusy(false);
    };
    const watcher = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) void load();
    });
    watcher.observe(button.current);
    return () => watcher.disconnect();
  }, [isBusy]);
  return (
    <button ref={button} type="button" className="panel-button" disabled={isBusy} onClick={() => void more.current()}>
      {label}
    </button>
  );
}

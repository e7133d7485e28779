import { api, type Backend, type CacheUse } from '../api/api.js';
import type { Editor } from '../editor/editor.js';
import { durationText, sizeText } from '../words/measures.js';
import { useWords } from '../words/words.js';
import { readStats } from './backend-stats.js';
import { tellFailure } from './job-actions.js';
import { Panel } from './panel.js';
import { useLoaded } from './use-loaded.js';
import './backends-panel.css';

const EVERY_MS = 3000;

type Health = { readonly status: string; readonly uptime: number; readonly jobs: Readonly<Record<string, number>> };

async function load() {
  const [{ backends }, health, cache] = await Promise.all([api.backends(), api.health(), api.cache()]);
  return { backends, health: health as unknown as Health, cache };
}

/** The server and the machines that run nodes for it: how they are, what they do, what they hold. */
export function BackendsPanel({ editor }: { readonly editor: Editor }) {
  const all = useWords().panel;
  const words = all.backends;
  const { value, problem, reload } = useLoaded(load, EVERY_MS);
  return (
    <Panel title={words.title}>
      {problem !== undefined && (
        <p className="panel-error" role="status">
          {all.failed(problem)}
        </p>
      )}
      {!value && problem === undefined && <p className="backend-loading">{all.loading}</p>}
      {value && (
        <>
          <ServerCard health={value.health} isHeard={problem === undefined} />
          {value.backends.map((backend) => (
            <BackendCard key={backend.name} backend={backend} />
          ))}
          {value.backends.length === 0 && <NoBackends />}
          <CacheCard editor={editor} cache={value.cache} onClear={reload} />
        </>
      )}
    </Panel>
  );
}

function State({ isWell, text }: { readonly isWell: boolean; readonly text: string }) {
  return <span className={`backend-state${isWell ? '' : ' is-lost'}`}>{text}</span>;
}

function ServerCard({ health, isHeard }: { readonly health: Health; readonly isHeard: boolean }) {
  const words = useWords().panel.backends;
  const { status, uptime, jobs } = health;
  const isWell = isHeard && status === 'ok';
  return (
    <article className="panel-card">
      <header className="backend-head">
        <b>{words.server}</b>
        <State isWell={isWell} text={isWell ? words.answers : isHeard ? words.stopping : words.silent} />
      </header>
      <dl className="panel-facts">
        <dt>{words.jobsRow}</dt>
        <dd>{words.jobs(jobs['running'] ?? 0, jobs['queued'] ?? 0)}</dd>
        <dt>{words.uptime}</dt>
        <dd>{durationText(uptime * 1000)}</dd>
      </dl>
    </article>
  );
}

function BackendCard({ backend: { name, stats, problem } }: { readonly backend: Backend }) {
  const words = useWords().panel.backends;
  const said = stats === undefined ? undefined : readStats(stats);
  return (
    <article className="panel-card">
      <header className="backend-head">
        <b title={name}>{name}</b>
        <State isWell={said !== undefined} text={said ? words.answers : words.silent} />
      </header>
      {problem !== undefined && <p className="panel-error">{problem}</p>}
      {said && (
        <>
          <dl className="panel-facts">
            <dt>{words.now}</dt>
            <dd>{words.runs(said.runsNow)}</dd>
            {said.devices.length > 0 && (
              <>
                <dt>{words.devices}</dt>
                <dd>{said.devices.join('; ')}</dd>
              </>
            )}
            {said.models.length > 0 && (
              <>
                <dt>{words.models}</dt>
                <dd>{said.models.join(', ')}</dd>
              </>
            )}
            <dt>{words.held}</dt>
            <dd>{words.values(said.held.values, sizeText(said.held.bytes))}</dd>
            <dt>{words.done}</dt>
            <dd>{words.doneOf(said.done, said.failed)}</dd>
            <dt>{words.moved}</dt>
            <dd>{words.movedOf(sizeText(said.bytesIn), sizeText(said.bytesOut))}</dd>
          </dl>
          <Meter label={words.memory} used={said.kept.bytes} limit={said.kept.limit} />
          <small className="backend-agent">
            {said.agent} · {words.up(durationText(said.upSeconds * 1000))}
          </small>
        </>
      )}
    </article>
  );
}

function Meter({ label, used, limit }: { readonly label: string; readonly used: number; readonly limit: number }) {
  const words = useWords().panel.backends;
  const part = limit > 0 ? Math.min(1, used / limit) : 0;
  return (
    <div className="backend-meter">
      <span>{label}</span>
      <span>{words.memoryOf(sizeText(used), sizeText(limit))}</span>
      {/* biome-ignore lint/a11y/useSemanticElements: a <meter> cannot be drawn alike in all browsers */}
      <div
        className="panel-bar"
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(part * 100)}
      >
        <i style={{ width: `${part * 100}%` }} />
      </div>
    </div>
  );
}

function NoBackends() {
  const words = useWords().panel.backends;
  return (
    <div className="panel-empty">
      <b>{words.none}</b>
      {words.noneHelp}
      <span className="backend-step">{words.there}</span>
      <code>moodwire backend --listen 0.0.0.0:8190</code>
      <span className="backend-step">{words.here}</span>
      <code>moodwire serve --backend ws://HOST:8190</code>
    </div>
  );
}

function CacheCard(props: { readonly editor: Editor; readonly cache: CacheUse; onClear(): void }) {
  const { editor, cache, onClear } = props;
  const words = useWords().panel.backends;

  async function clear(): Promise<void> {
    try {
      await api.clearCache();
      editor.toasts.show({ tone: 'ok', text: words.cleared });
    } catch (error) {
      tellFailure(editor)(error);
    }
    onClear();
  }

  const { disk, memory } = cache;
  return (
    <article className="panel-card">
      <header className="backend-head">
        <b>{words.cache}</b>
        <button
          type="button"
          className="panel-button"
          disabled={disk.values === 0 && memory.values === 0}
          onClick={() =>
            editor.dialog.set({
              kind: 'confirm',
              text: words.clearAsk,
              action: words.clearYes,
              onYes: () => void clear(),
            })
          }
        >
          {words.clear}
        </button>
      </header>
      <Meter label={words.disk} used={disk.bytes} limit={disk.limit} />
      <dl className="panel-facts">
        <dt>{words.inMemory}</dt>
        <dd>{words.values(memory.values, sizeText(memory.bytes))}</dd>
      </dl>
    </article>
  );
}

import type { NodeRun } from '../session/graph-run.js';
import { useWords } from '../words/words.js';

type Props = {
  readonly run: NodeRun | undefined;
  readonly mode: 'bypass' | 'mute' | undefined;
  readonly isProblem: boolean;
};

/** What a node does, or what became of it: always a sign and words, never colour alone. */
export function StateChip({ run, mode, isProblem }: Props) {
  const words = useWords().node;
  if (mode) return <span className="chip chip-off">{words.modes[mode]}</span>;
  if (isProblem) return <span className="chip chip-failed">! {words.problem}</span>;
  switch (run?.state) {
    case 'queued':
      return <span className="chip chip-queued">{words.states.queued}</span>;
    case 'running':
      return (
        <span className="chip chip-running">
          {run.total ? `${run.done ?? 0}/${run.total}` : words.states.running}
          {run.rate !== undefined && ` · ${run.rate.toFixed(1)} ${words.perSecond}`}
        </span>
      );
    case 'cached':
      return <span className="chip chip-cached">⚡ {words.states.cached}</span>;
    case 'done':
      return <span className="chip chip-done">✓ {timeText(run.milliseconds)}</span>;
    case 'failed':
      return <span className="chip chip-failed">! {words.states.failed}</span>;
    default:
      return null;
  }
}

/** `12 ms`, `1.4 s`, `2 min 5 s`. */
function timeText(milliseconds: number): string {
  if (milliseconds < 999.5) return `${Math.max(milliseconds < 1 ? 0 : 1, Math.round(milliseconds))} ms`;
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

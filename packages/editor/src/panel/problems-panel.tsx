import type { Problem } from '@moodwire/engine/graph';
import { bodyOf } from '../document/body.js';
import { type Fix, fixesFor, placeOfProblem } from '../edit/fixes.js';
import type { Editor } from '../editor/editor.js';
import type { Session } from '../session/session.js';
import { useStore } from '../store/use-store.js';
import { useWords } from '../words/words.js';
import { CheckIcon, WarningIcon } from './icons.js';
import { nodePathOf } from './node-path.js';
import { Panel } from './panel.js';
import './problems-panel.css';

export type ProblemsPanelProps = {
  readonly editor: Editor;
  /** Shows a node on the canvas, by its path: `soft/down` lies in the subgraph that `soft` runs. */
  onJump(nodePath: string): void;
  /** Opens the palette with the nodes that can feed an input. */
  onSuggest(nodePath: string, port: string): void;
};

/** All that is wrong with the open graph and what failed in its last run, with what can be done about it. */
export function ProblemsPanel(props: ProblemsPanelProps) {
  const session = useStore(props.editor.active);
  return <Problems key={session.id} session={session} {...props} />;
}

function Problems({ session, editor, onJump, onSuggest }: ProblemsPanelProps & { readonly session: Session }) {
  const all = useWords();
  const words = all.panel.problems;
  const resolved = useStore(session.resolved);
  const run = useStore(session.run);
  const graph = session.document.get();
  const { problems } = resolved;
  const failures = run?.failures ?? [];

  function mend(fix: Fix, path: string | undefined): void {
    if (fix.kind === 'suggest') {
      if (path !== undefined) onSuggest(path, fix.port);
      return;
    }
    const label = all.panel.fixes[fix.name](fix.detail ?? '');
    session.document.settle();
    session.document.edit(label, fix.apply);
    editor.status.set(`${label}. ${words.count(session.resolved.get().problems.length)}`);
  }

  return (
    <Panel
      title={words.title}
      actions={problems.length > 0 && <span className="problems-count">{words.count(problems.length)}</span>}
    >
      {problems.length === 0 && failures.length === 0 && (
        <div className="problems-none">
          <CheckIcon />
          <div>
            <b>{words.none}</b>
            {words.noneHelp}
          </div>
        </div>
      )}
      {problems.length > 0 && (
        <ul className="panel-list problems-list">
          {problems.map((problem, at) => {
            const path = nodePathOf(graph, placeOfProblem(problem));
            return (
              <ProblemCard
                // The same thing can be wrong twice.
                // biome-ignore lint/suspicious/noArrayIndexKey: see above
                key={`${problem.node}.${problem.port}.${problem.code}.${at}`}
                where={whereOf(problem, session, words.graph)}
                lines={[words.found(problem.found), words.expected(problem.expected), problem.hint]}
                fixes={fixesFor(problem, graph, resolved, editor.catalogue.registry)}
                onJump={path === undefined ? undefined : () => onJump(path)}
                onFix={(fix) => mend(fix, path)}
              />
            );
          })}
        </ul>
      )}
      {failures.length > 0 && (
        <section className="panel-section">
          <h3>{words.failures}</h3>
          <ul className="panel-list problems-list">
            {failures.map(({ node, message }) => (
              <ProblemCard
                key={`${node} ${message}`}
                where={node === '' ? words.graph : node}
                lines={[message]}
                fixes={[]}
                onJump={node === '' ? undefined : () => onJump(node)}
                onFix={() => {}}
              />
            ))}
          </ul>
        </section>
      )}
    </Panel>
  );
}

function whereOf(problem: Problem, session: Session, ofGraph: string): string {
  const { subgraph, node } = placeOfProblem(problem);
  const graph = session.document.get();
  const title =
    node === undefined
      ? undefined
      : (bodyOf(graph, subgraph)?.nodes[node]?.title ?? session.resolved.get().nodeOf(node, subgraph)?.title ?? node);
  const port = problem.port?.replace(/^subgraphs\.[^.]+\./, '');
  const parts = [title ?? ofGraph, port ?? []].flat().join(' · ');
  return subgraph === undefined ? parts : `${graph.subgraphs?.[subgraph]?.title ?? subgraph} › ${parts}`;
}

function ProblemCard(props: {
  readonly where: string;
  readonly lines: readonly string[];
  readonly fixes: readonly Fix[];
  readonly onJump: (() => void) | undefined;
  onFix(fix: Fix): void;
}) {
  const { where, lines, fixes, onJump, onFix } = props;
  const words = useWords().panel;
  const head = (
    <>
      <WarningIcon />
      <b>{where}</b>
    </>
  );
  return (
    <li className="problem">
      {onJump ? (
        <button type="button" className="problem-where" title={words.problems.jump(where)} onClick={onJump}>
          {head}
        </button>
      ) : (
        <div className="problem-where">{head}</div>
      )}
      {lines
        .filter((line) => line !== '')
        .map((line) => (
          <p key={line}>{line}</p>
        ))}
      {fixes.length > 0 && (
        <div className="problem-fixes">
          {fixes.map((fix, at) => (
            <button
              key={fix.name}
              type="button"
              className={`panel-button${at === 0 ? ' is-first' : ''}`}
              onClick={() => onFix(fix)}
            >
              {words.fixes[fix.name](fix.detail ?? '')}
            </button>
          ))}
        </div>
      )}
    </li>
  );
}

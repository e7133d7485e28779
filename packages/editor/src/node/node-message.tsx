import { useStage } from '../canvas/stage-context.js';
import { fixesFor } from '../edit/fixes.js';
import { shownSubgraph } from '../session/session.js';
import { useSelected } from '../store/use-store.js';
import { useWords } from '../words/words.js';

/** What is wrong with a node, below it: as it is edited, or why it failed, with what can be done at once. */
export function NodeMessage({ id, path }: { readonly id: string; readonly path: string }) {
  const { session, editor } = useStage();
  const all = useWords();
  const subgraph = shownSubgraph(session);
  const name = subgraph === undefined ? id : `subgraphs.${subgraph}.${id}`;
  const problem = useSelected(session.resolved, ({ problems }) => problems.find(({ node }) => node === name));
  const failure = useSelected(session.run, (run) => {
    const now = run?.nodes[path];
    return now?.state === 'failed' ? now.message : undefined;
  });
  if (problem) {
    const graph = session.document.get();
    const fixes = fixesFor(problem, graph, session.resolved.get(), editor.catalogue.registry);
    return (
      <div className="node-message" id={`${id}-message`} data-message="">
        <strong>
          {problem.port !== undefined && `${problem.port}: `}
          {problem.found}
        </strong>
        <span>
          {all.panel.problems.expected(problem.expected)} {problem.hint}
        </span>
        {fixes.map((fix) =>
          fix.kind === 'suggest' ? (
            <button
              key={`${fix.name}-${fix.port}`}
              type="button"
              onClick={() =>
                editor.dialog.set({
                  kind: 'nodes',
                  at: { x: 0, y: 0 },
                  from: { node: id, port: fix.port, side: 'input' },
                })
              }
            >
              {all.panel.fixes[fix.name](fix.detail ?? '')}
            </button>
          ) : (
            <button
              key={fix.name}
              type="button"
              onClick={() => {
                session.document.settle();
                session.document.edit(all.panel.fixes[fix.name](fix.detail ?? ''), fix.apply);
              }}
            >
              {all.panel.fixes[fix.name](fix.detail ?? '')}
            </button>
          ),
        )}
      </div>
    );
  }
  if (failure === undefined) return null;
  return (
    <div className="node-message" id={`${id}-message`} role="alert" data-message="">
      <strong>{all.node.states.failed}</strong>
      <span>{failure}</span>
    </div>
  );
}

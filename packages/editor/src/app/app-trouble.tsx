import type { Problem } from '@moodwire/engine/graph';
import type { ReactNode } from 'react';
import { placeOfProblem } from '../edit/fixes.js';
import type { Session } from '../session/session.js';
import { portTitle } from '../shape/port-title.js';
import { useWords, type Words } from '../words/words.js';
import type { Hindrance } from './hindrances.js';
import { icons } from './icons.js';
import { nodeTitle } from './node-title.js';

/** More are read in the graph itself. */
const MOST = 3;

/** What keeps the graph from starting, in plain words. */
export function AppTrouble({
  hindering,
  session,
  children,
}: {
  readonly hindering: readonly Hindrance[];
  readonly session: Session;
  /** What can be done about it. */
  readonly children: ReactNode;
}) {
  const words = useWords().app;
  return (
    <div className="app-trouble" id="app-trouble">
      <b className="app-trouble-title">
        {icons.warning}
        {words.problems(hindering.length)}
      </b>
      <ul>
        {hindering.slice(0, MOST).map((one, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same thing can be wrong twice
          <li key={at}>
            {one.kind === 'outside' ? words.needed(portTitle(one.name)) : textOf(one.problem, session, words)}
          </li>
        ))}
        {hindering.length > MOST && <li>{words.more(hindering.length - MOST)}</li>}
      </ul>
      {children}
    </div>
  );
}

function textOf(problem: Problem, session: Session, words: Words['app']): string {
  const { code, port = '', found, expected, hint } = problem;
  if (code === 'bad-interface')
    return words.badInterface(portTitle(port.replace(/^.*interface\.(inputs|outputs)\./, '')));
  const { subgraph, node } = placeOfProblem(problem);
  const where = [
    subgraph ?? [],
    node === undefined ? [] : subgraph === undefined ? nodeTitle(session, node) : node,
    port === '' || code === 'missing-input' ? [] : portTitle(port),
  ].flat();
  return `${where.join(' · ')}: ${why()}`.replace(/^: /, '');

  function why(): string {
    if (code === 'missing-input') return words.missing(portTitle(port));
    if (code === 'bad-param') return words.badValue(found, expected);
    return `${found}. ${hint}`.trim();
  }
}

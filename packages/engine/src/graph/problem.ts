/** One thing that is wrong with a graph. Problems are values: all of them are found before anything runs. */
export type Problem = {
  readonly code:
    | 'not-json'
    | 'not-a-graph'
    | 'newer-version'
    | 'bad-field'
    | 'unknown-node-type'
    | 'unknown-input'
    | 'unknown-param'
    | 'bad-param'
    | 'missing-input'
    | 'missing-node'
    | 'missing-output'
    | 'wrong-type'
    | 'too-many-links'
    | 'fed-twice'
    | 'cycle'
    | 'nothing-to-map'
    | 'unknown-subgraph'
    | 'bad-body'
    | 'too-deep'
    | 'too-many-nodes'
    | 'bad-interface'
    | 'unknown-interface-input'
    | 'unknown-target'
    | 'not-there';
  /** The node that has it, or nothing when it is the graph's own. */
  readonly node?: string;
  /** The input, param or interface name. */
  readonly port?: string;
  readonly found: string;
  readonly expected: string;
  /** What to do about it. */
  readonly hint: string;
};

/** What is probably not meant, in a graph that can run as it is. */
export type Warning = Omit<Problem, 'code'> & { readonly code: 'unknown-field' | 'doubled-name' };

/** What would break the line, steer a terminal, or change the direction of the text around it. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** A problem or warning as one line: where, what was found, what was expected, what to do. What cannot be seen becomes "�". */
export function formatProblem(problem: Omit<Problem, 'code'>): string {
  const place = [problem.node, problem.port].filter((part) => part !== undefined).join('.');
  const where = place === '' ? '' : `${place}: `;
  const line = `${where}found ${problem.found}, expected ${problem.expected}. ${problem.hint}`;
  return line.replace(UNSEEN, '\uFFFD').trim();
}

import { checkParam, type Param } from '../port/param.js';
import { portProblem } from './declared-port.js';
import { said } from './said.js';

/** The kinds that a pack may use: to run a subgraph takes a node of the engine's own. */
const KINDS: Record<Exclude<Param['kind'], 'subgraph'>, string> = {
  float: 'float()',
  int: 'int()',
  bool: 'bool()',
  text: 'string()',
  choice: 'choice()',
  seed: 'seed()',
  file: 'file()',
  colour: 'colour()',
  curve: 'curve()',
  numbers: 'numbers()',
  texts: 'texts()',
};

/** What is wrong with a param that was declared. */
export function paramProblem(name: string, declared: unknown): string | undefined {
  const param = declared as Param;
  const is = (field: keyof Param, expected: string) =>
    `the ${field} of "${name}" is ${said(param[field])}, expected ${expected}`;
  if (typeof param.kind !== 'string' || param.kind === 'subgraph' || !Object.hasOwn(KINDS, param.kind)) {
    return is('kind', `what ${Object.values(KINDS).join(', ')} give`);
  }
  const port = portProblem(param.port);
  if (port !== undefined) return `param "${name}": ${port}; ${KINDS[param.kind]} brings its own`;
  if (typeof param.help !== 'string') return is('help', 'a sentence');
  for (const bound of ['min', 'max', 'step'] as const) {
    if (param[bound] !== undefined && !Number.isFinite(param[bound])) return is(bound, 'a number, or leave it out');
  }
  if (param.min !== undefined && param.max !== undefined && param.min > param.max)
    return is('min', `at most its max, ${param.max}`);
  if (param.most !== undefined && !(Number.isSafeInteger(param.most) && param.most > 0)) {
    return is('most', 'a whole number from 1 up, or leave it out');
  }
  const { choices } = param;
  if (param.kind === 'choice' || choices !== undefined) {
    if (!Array.isArray(choices) || choices.length === 0 || !choices.every((word) => typeof word === 'string')) {
      return is('choices', 'a list of words');
    }
    if (new Set(choices).size < choices.length) return is('choices', 'each word once');
  }
  if (param.multiline !== undefined && typeof param.multiline !== 'boolean') return is('multiline', 'true or false');
  if (param.kind === 'file' && param.access !== 'read' && param.access !== 'write') {
    return is('access', '"read" or "write"');
  }
  const wrong = checkParam(param, param.default);
  return wrong && `the default of "${name}" is ${wrong.found}, expected ${wrong.expected}`;
}

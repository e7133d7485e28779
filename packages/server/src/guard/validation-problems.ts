import type { FastifyError, FastifyRequest } from 'fastify';

/** As the problems of a graph are told. */
export type RequestProblem = {
  readonly code: 'bad-field';
  /** Where it is, such as `body.size`. */
  readonly port: string;
  readonly found: string;
  readonly expected: string;
  readonly hint: string;
};
type Validation = NonNullable<FastifyError['validation']>[number];

/** What a route's schema found wrong in a request. */
export function validationProblems(error: FastifyError, request: FastifyRequest): readonly RequestProblem[] {
  const part = error.validationContext ?? 'body';
  const whole = wholeOf(request, part);
  return (error.validation ?? []).map((problem) => {
    const steps = problem.instancePath.split('/').slice(1).map(unescapePointer);
    const port = [part === 'querystring' ? 'query' : part, ...steps].join('.');
    return { code: 'bad-field', port, ...described(problem, valueAt(whole, steps)) };
  });
}

/** A problem as a sentence. */
export const sentence = ({ port, found, expected, hint }: RequestProblem): string =>
  `${port}: found ${found}, expected ${expected}: ${hint}`;

function described({ keyword, params, message = 'must be otherwise' }: Validation, value: unknown) {
  const found = brief(value);
  const hint = 'give that';
  switch (keyword) {
    case 'required':
      return { found: `no "${String(params['missingProperty'])}"`, expected: 'one', hint: 'give it' };
    case 'additionalProperties': {
      const name = String(params['additionalProperty']).slice(0, 100);
      return { found: `"${name}"`, expected: 'only what is known here', hint: 'leave it away' };
    }
    case 'type':
      return { found, expected: [params['type']].flat().join(' or '), hint };
    case 'enum':
      return { found, expected: `one of ${JSON.stringify(params['allowedValues'])}`, hint };
    case 'const':
      return { found, expected: JSON.stringify(params['allowedValue']), hint };
    default:
      return { found, expected: message.replace(/^must /, 'it to '), hint };
  }
}

function wholeOf({ body, query, params, headers }: FastifyRequest, part: string): unknown {
  switch (part) {
    case 'querystring':
      return query;
    case 'params':
      return params;
    case 'headers':
      return headers;
    default:
      return body;
  }
}

function valueAt(whole: unknown, steps: readonly string[]): unknown {
  let value = whole;
  for (const step of steps) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[step];
  }
  return value;
}

function brief(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  const text = JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

const unescapePointer = (step: string): string => step.replaceAll('~1', '/').replaceAll('~0', '~');

import type { FastifyError, FastifyRequest } from 'fastify';

type Problem = { readonly path: string; readonly message: string };
type Validation = NonNullable<FastifyError['validation']>[number];

/** What a route's schema found wrong in a request, in sentences. */
export function validationProblems(error: FastifyError, request: FastifyRequest): readonly Problem[] {
  const part = error.validationContext ?? 'body';
  const whole = wholeOf(request, part);
  return (error.validation ?? []).map((problem) => {
    const steps = problem.instancePath.split('/').slice(1).map(unescapePointer);
    const path = [part === 'querystring' ? 'query' : part, ...steps].join('.');
    return { path, message: `${path}: ${sentence(problem, valueAt(whole, steps))}` };
  });
}

function sentence({ keyword, params, message = 'is refused' }: Validation, value: unknown): string {
  const found = `found ${brief(value)}`;
  switch (keyword) {
    case 'required':
      return `found no "${String(params['missingProperty'])}", expected one: give it`;
    case 'additionalProperties':
      return `found "${String(params['additionalProperty'])}", which is not known here: leave it away`;
    case 'type':
      return `${found}, expected ${[params['type']].flat().join(' or ')}`;
    case 'enum':
      return `${found}, expected one of ${JSON.stringify(params['allowedValues'])}`;
    case 'const':
      return `${found}, expected ${JSON.stringify(params['allowedValue'])}`;
    default:
      return `${found}, which ${message}`;
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

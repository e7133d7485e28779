import type { Json } from '@moodwire/engine';
import { type TUnsafe, Type } from 'typebox';

/** Any JSON value. */
export const anyJson = (description: string) => Type.Unsafe<Json>({ description });

export const graphSchema = Type.Unsafe<Readonly<Record<string, unknown>>>({
  type: 'object',
  description: 'A graph document, as it is saved: see docs/graph.schema.json',
  properties: { format: { type: 'string' }, version: { type: 'integer' }, nodes: { type: 'object' } },
});

const time = (what: string) => Type.Integer({ description: `${what}, in milliseconds since 1970` });

export const jobId = Type.String({
  format: 'uuid',
  description: 'The id of a job',
  examples: ['0b8f7c52-7d7e-4f0e-9d4a-1d5f0a3c9e11'],
});

const jobState = Type.Enum(['queued', 'running', 'done', 'failed', 'cancelled'], {
  description: 'A job waits, runs, or is over: done, failed or cancelled',
});

const fileOutput = Type.Object(
  {
    kind: Type.Literal('file'),
    file: Type.String({ description: 'Its reference, which an input of another job may be' }),
    url: Type.String({ description: 'Where it is found here' }),
    name: Type.String(),
    type: Type.String({ description: 'Its media type' }),
    bytes: Type.Integer(),
    width: Type.Optional(Type.Integer()),
    height: Type.Optional(Type.Integer()),
  },
  { title: 'A result in a file' },
);

const valueOutput = Type.Object(
  { kind: Type.Literal('value'), value: anyJson('The value') },
  { title: 'A small result' },
);

const listOutput = Type.Object(
  { kind: Type.Literal('list'), items: Type.Array(Type.Union([fileOutput, valueOutput])) },
  { title: 'A list of results' },
);

export const problemSchema = Type.Object({
  code: Type.String(),
  node: Type.Optional(Type.String({ description: 'The node that has it' })),
  port: Type.Optional(Type.String({ description: 'Its input, param, or the name in the interface' })),
  found: Type.String(),
  expected: Type.String(),
  hint: Type.String({ description: 'What to do about it' }),
});

const failureSchema = Type.Object({
  node: Type.String({ description: "The node's id; inside a subgraph or a loop, the path to it; empty for none" }),
  message: Type.String(),
});

export const jobSchema = Type.Object(
  {
    id: jobId,
    number: Type.Integer({ description: 'Counts all jobs that ever were' }),
    state: jobState,
    priority: Type.Integer(),
    title: Type.Optional(Type.String()),
    name: Type.Optional(Type.String({ description: 'The name of the saved graph' })),
    created: time('When it was taken'),
    started: Type.Optional(time('When it was last begun')),
    ended: Type.Optional(time('When it was over')),
    attempts: Type.Integer({
      description: 'How often it was begun: more than once when the server ended while it ran',
    }),
    retryOf: Type.Optional(jobId),
    meta: Type.Optional(anyJson("The caller's own")),
    isPreview: Type.Optional(Type.Boolean({ description: 'Is it only to be looked at now, and soon forgotten?' })),
    outputs: Type.Optional(
      Type.Record(Type.String(), Type.Union([fileOutput, valueOutput, listOutput]), {
        description: "The graph's outputs, by their names",
      }),
    ),
    failures: Type.Optional(Type.Array(failureSchema)),
    problems: Type.Optional(Type.Array(problemSchema)),
  },
  { title: 'Job' },
);

const inputsSchema = Type.Record(Type.String({ maxLength: 200 }), anyJson('A value'), {
  description: "Values for the inputs of the graph's interface; a file by its reference",
  examples: [{ emotion: 'awe', strength: 0.8 }],
});

export const prioritySchema = Type.Integer({
  minimum: -1000,
  maximum: 1000,
  description: 'Higher goes first; 0 unless given',
});

/** What a job is asked for with, beside its graph. */
export const askedFields = {
  inputs: Type.Optional(inputsSchema),
  targets: Type.Optional(
    Type.Array(Type.String({ maxLength: 1000 }), {
      maxItems: 10_000,
      description: "Ids of the nodes to run, with what they need; the interface's outputs unless given",
    }),
  ),
  priority: Type.Optional(prioritySchema),
  id: Type.Optional(jobId),
  meta: Type.Optional(anyJson('Given back with the job; at most 16 kB')),
};

const errorSchema = Type.Object(
  {
    error: Type.Object({
      code: Type.String({ examples: ['not-found'] }),
      message: Type.String({ description: 'What was found, what was expected, and what to do' }),
      problems: Type.Optional(Type.Array(problemSchema)),
    }),
    requestId: Type.String({ description: "The same as in the server's log" }),
  },
  { title: 'Error' },
);

/**
 * The answers of a route, with the refusals that every route may give. They describe it and do not type it: what the code
 * gives has types of its own, and a test compares the two.
 */
export const answers = (own: Readonly<Record<number, object>>): Record<string, TUnsafe<unknown>> => {
  return { ...own, '4xx': errorSchema, '5xx': errorSchema } as unknown as Record<string, TUnsafe<unknown>>;
};

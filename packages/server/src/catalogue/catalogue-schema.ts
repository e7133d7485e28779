import { Type } from 'typebox';

const portSchema = Type.Unsafe<object>({
  type: 'object',
  title: 'Port',
  description: 'What may be linked here: `kind`, and `of` for lists and choices among kinds',
  properties: { kind: { type: 'string' }, optional: { type: 'boolean' } },
  required: ['kind'],
});

const paramSchema = Type.Unsafe<object>({
  type: 'object',
  title: 'Param',
  description: 'A value that is set on the node, or linked to',
  properties: {
    kind: {
      type: 'string',
      description:
        'float, int, seed, bool, choice, text, file, colour (#rrggbb), curve (points [x, y]), numbers or texts (lists), or subgraph',
    },
    default: {},
    min: { type: 'number', description: 'Of each number, where it is a list' },
    max: { type: 'number' },
    step: { type: 'number' },
    most: { type: 'integer', description: 'How many numbers a list may hold' },
    choices: { type: 'array', items: { type: 'string' } },
    multiline: { type: 'boolean' },
    help: { type: 'string' },
    access: { type: 'string', enum: ['read', 'write'], description: 'What a file is named for' },
  },
  required: ['kind', 'default', 'help'],
});

export const nodesSchema = Type.Object({
  nodes: Type.Array(
    Type.Object(
      {
        type: Type.String({ description: 'pack/name' }),
        title: Type.String(),
        version: Type.Integer(),
        summary: Type.String(),
        inputs: Type.Record(Type.String(), portSchema),
        params: Type.Record(Type.String(), paramSchema),
        outputs: Type.Record(Type.String(), portSchema),
        runsOn: Type.String({ description: 'host: in the server; backend: where networks run' }),
        cache: Type.String(),
      },
      { title: 'Node' },
    ),
  ),
  problems: Type.Array(Type.String(), { description: 'Packs that could not be loaded, and why' }),
});

export const modelsSchema = Type.Object({
  models: Type.Array(
    Type.Object(
      {
        name: Type.String(),
        files: Type.Integer(),
        bytes: Type.Integer(),
        precisions: Type.Record(Type.String(), Type.Array(Type.String())),
        problems: Type.Array(Type.String()),
      },
      { title: 'Model' },
    ),
  ),
});

export const cacheSchema = Type.Object({
  disk: Type.Object({ values: Type.Integer(), bytes: Type.Integer(), limit: Type.Integer() }),
  memory: Type.Object({ values: Type.Integer(), bytes: Type.Integer() }),
});

export const backendsSchema = Type.Object({
  backends: Type.Array(
    Type.Object({
      name: Type.String({ description: 'Its address' }),
      stats: Type.Optional(
        Type.Unsafe<unknown>({ type: 'object', description: 'As `moodwire backend --status` shows them' }),
      ),
      problem: Type.Optional(Type.String({ description: 'Why it does not answer' })),
    }),
  ),
});

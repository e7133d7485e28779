import { parseGraph } from '@moodwire/engine';
import { Type } from 'typebox';
import { GraphError } from '../../graph/errors.js';
import { HttpError } from '../../guard/http-error.js';
import type { SavedGraph } from '../../saved/saved-graphs.js';
import type { App } from '../app.js';
import type { Context } from '../context.js';
import { describeInterface } from '../interface-inputs.js';
import { answers, graphSchema } from '../job-schema.js';
import { type ReadyAnswer, readyAnswer } from '../ready-answer.js';
import { savedGraph } from '../saved-graph.js';

const tags = ['graphs'];

/** As many graphs, of as many characters, are kept ready to be given. */
const MOST_ANSWERED = 16;
const MOST_KEPT = 2 ** 21;

const graphName = Type.String({
  minLength: 1,
  maxLength: 200,
  description: 'The name of a graph; a slash in it is written %2F in a path',
  examples: ['affective-edit'],
});

const params = Type.Object({ name: graphName });

const savedSchema = Type.Object(
  {
    name: graphName,
    title: Type.Optional(Type.String()),
    description: Type.Optional(Type.String()),
    thumbnail: Type.Optional(Type.String({ description: 'Where a small picture of what it makes is found here' })),
    revision: Type.String({ description: 'Changes with each change; a save names the one that it replaces' }),
    modified: Type.Integer({ description: 'In milliseconds since 1970' }),
    isShipped: Type.Boolean({ description: 'Does it come with Moodwire? Saving makes your own in its place' }),
    problem: Type.Optional(Type.String({ description: 'Why it cannot be read' })),
  },
  { title: 'Saved graph' },
);

const revisionHeader = Type.Object({
  'if-match': Type.Optional(Type.String({ maxLength: 200, description: 'The revision that is replaced' })),
});

/** Saved graphs. What two people change at once is a conflict, never lost. */
export function graphRoutes(app: App, context: Context): void {
  const { saved, registry } = context;
  /** Graphs that were asked for, as they are at a revision. */
  const answered = new Map<string, ReadyAnswer>();

  app.get(
    '/graphs',
    {
      schema: {
        tags,
        operationId: 'listGraphs',
        summary: 'List saved graphs, and those that ship with Moodwire',
        response: answers({ 200: Type.Object({ graphs: Type.Array(savedSchema) }) }),
      },
    },
    async () => ({ graphs: await saved.list() }),
  );

  app.get(
    '/graphs/:name',
    {
      schema: {
        tags,
        operationId: 'getGraph',
        summary: 'One saved graph, with what it takes and gives',
        params,
        response: answers({
          200: Type.Object({
            ...savedSchema.properties,
            graph: graphSchema,
            interface: Type.Unsafe<object>({ type: 'object', description: 'Its inputs and outputs, by name' }),
          }),
        }),
      },
    },
    async (request, reply) => {
      const { text: _, ...found } = await savedGraph(context, request.params.name);
      const key = `${found.name}|${found.revision}`;
      let answer = answered.get(key);
      if (!answer) {
        const text = JSON.stringify({ ...found, interface: describeInterface(found.graph, registry) });
        answer = readyAnswer(text, found.revision);
        if (answered.size >= MOST_ANSWERED) answered.clear();
        if (text.length <= MOST_KEPT) answered.set(key, answer);
      }
      return answer(request, reply);
    },
  );

  app.put(
    '/graphs/:name',
    {
      schema: {
        tags,
        operationId: 'saveGraph',
        summary: 'Save a graph',
        description:
          'The body is the graph. `If-Match` names the revision that it replaces; without it a graph of this name must not exist yet. A graph that cannot run can be saved.',
        params,
        headers: revisionHeader,
        body: graphSchema,
        response: answers({ 200: savedSchema }),
      },
    },
    async (request, reply) => {
      const { name } = request.params;
      const parsed = parseGraph(request.body);
      if (!('graph' in parsed)) throw new GraphError(name, parsed.problems);
      const result = await saved.save(name, parsed.graph, revisionOf(request.headers));
      if ('conflict' in result) throw conflict(result.conflict);
      void reply.header('etag', `"${result.saved.revision}"`);
      return result.saved;
    },
  );

  app.post(
    '/graphs/:name/rename',
    {
      schema: {
        tags,
        operationId: 'renameGraph',
        summary: 'Give a saved graph another name',
        params,
        headers: revisionHeader,
        body: Type.Object({ to: graphName }, { additionalProperties: false }),
        response: answers({ 200: savedSchema }),
      },
    },
    async (request) => {
      const { name } = request.params;
      await savedGraph(context, name);
      const result = await saved.rename(name, request.body.to, revisionOf(request.headers));
      if ('saved' in result) return result.saved;
      if ('conflict' in result) throw conflict(result.conflict);
      throw new HttpError(409, 'name-taken', `there is a graph "${request.body.to}" already: choose another name`);
    },
  );

  app.delete(
    '/graphs/:name',
    {
      schema: {
        tags,
        operationId: 'deleteGraph',
        summary: 'Move a saved graph to the trash',
        params,
        headers: revisionHeader,
        response: answers({ 200: Type.Object({ trashed: Type.String({ description: 'Its id in the trash' }) }) }),
      },
    },
    async (request) => {
      const { name } = request.params;
      await savedGraph(context, name);
      const result = await saved.remove(name, revisionOf(request.headers));
      if ('conflict' in result) throw conflict(result.conflict);
      return { trashed: result.trashed.id };
    },
  );

  const trashedSchema = Type.Object({
    id: Type.String(),
    name: graphName,
    trashed: Type.Integer({ description: 'When, in milliseconds since 1970' }),
  });

  app.get(
    '/trash',
    {
      schema: {
        tags,
        operationId: 'listTrash',
        summary: 'List the graphs in the trash, the newest first',
        response: answers({ 200: Type.Object({ graphs: Type.Array(trashedSchema) }) }),
      },
    },
    async () => ({ graphs: await saved.trash() }),
  );

  app.post(
    '/trash/:id/restore',
    {
      schema: {
        tags,
        operationId: 'restoreGraph',
        summary: 'Bring a graph back from the trash, under its name or one like it',
        params: Type.Object({ id: Type.String({ maxLength: 300 }) }),
        response: answers({ 200: savedSchema }),
      },
    },
    async ({ params: { id } }) => {
      const result = await saved.restore(id);
      if (result) return result;
      throw new HttpError(404, 'no-such-graph', `there is no "${id}" in the trash: GET /api/v1/trash lists it`);
    },
  );
}

function revisionOf(headers: Readonly<Record<string, unknown>>): { readonly revision?: string } {
  const text = headers['if-match'];
  return typeof text === 'string' ? { revision: text.replace(/^W\/|"/g, '') } : {};
}

function conflict({ name, revision }: SavedGraph): HttpError {
  const message = `"${name}" has changed since: its revision is "${revision}". Load it, or save under another name`;
  return new HttpError(409, 'revision-conflict', message);
}

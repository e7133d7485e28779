import { MoodwireError, parseGraph } from '@moodwire/engine';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { HttpError } from '../../guard/http-error.js';
import type { Job } from '../../queue/job.js';
import type { App } from '../app.js';
import { asked, graphFrom, problemsOf } from '../asked.js';
import type { Context } from '../context.js';
import { answers, askedFields, graphSchema, jobId, jobSchema, prioritySchema, problemSchema } from '../job-schema.js';
import { createReadyAnswers } from '../ready-answer.js';
import { savedGraph } from '../saved-graph.js';

const params = Type.Object({ id: jobId });

const tags = ['jobs'];

/** Jobs: asking for them, what became of them, and their turns. */
export function jobRoutes(app: App, context: Context): void {
  const { queue } = context;
  // Nothing changes without an event.
  const lists = createReadyAnswers(() => queue.events.newest);

  app.post(
    '/jobs',
    {
      schema: {
        tags,
        operationId: 'submitJob',
        summary: 'Run a graph',
        description:
          'Give a graph, or the name of a saved one. The job is stored before the answer comes. Asking again with the same `id` gives the same job.',
        body: Type.Object(
          {
            graph: Type.Optional(graphSchema),
            name: Type.Optional(Type.String({ maxLength: 200, description: 'A saved graph, in place of `graph`' })),
            ...askedFields,
            isPreview: Type.Optional(
              Type.Boolean({
                description:
                  'Only to be looked at now, as while somebody moves a slider: it needs `targets`, goes before others, saves no pictures, is not listed unless asked for, and is forgotten with its results a minute after its end',
              }),
            ),
          },
          { additionalProperties: false },
        ),
        response: answers({ 202: jobSchema }),
      },
    },
    async (request, reply) => {
      const { graph, name, ...rest } = request.body;
      if ((graph === undefined) === (name === undefined)) {
        throw new HttpError(400, 'bad-request', 'expected either `graph` or `name`, and not both');
      }
      if (rest.isPreview && !rest.targets?.length) {
        throw new HttpError(400, 'bad-request', 'targets: found none, expected the nodes that a preview is of');
      }
      const document = name === undefined ? graphFrom(graph) : (await savedGraph(context, name)).graph;
      const job = queue.submit({ ...(await asked(context, document, rest)), ...(name !== undefined && { name }) });
      return accepted(reply, job);
    },
  );

  app.post(
    '/check',
    {
      schema: {
        tags,
        operationId: 'checkGraph',
        summary: "Say all that is wrong with a graph, and with its inputs' values",
        body: Type.Object({ graph: graphSchema, inputs: askedFields.inputs }, { additionalProperties: false }),
        response: answers({ 200: Type.Object({ problems: Type.Array(problemSchema) }) }),
      },
    },
    async ({ body }) => {
      const parsed = parseGraph(body.graph);
      if (!('graph' in parsed)) return { problems: parsed.problems };
      return { problems: await problemsOf(context, parsed.graph, body.inputs ?? {}) };
    },
  );

  app.get(
    '/jobs',
    {
      schema: {
        tags,
        operationId: 'listJobs',
        summary: 'List jobs, the newest first',
        querystring: Type.Object({
          state: Type.Optional(
            Type.String({ pattern: '^[a-z]+(,[a-z]+)*$', description: 'States, such as `queued,running`' }),
          ),
          before: Type.Optional(Type.Integer({ minimum: 1, description: 'Only jobs of lower numbers' })),
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, default: 100 })),
          previews: Type.Optional(Type.Boolean({ description: 'Also those that are only previews' })),
        }),
        response: answers({
          200: Type.Object({ jobs: Type.Array(jobSchema), counts: Type.Record(Type.String(), Type.Integer()) }),
        }),
      },
    },
    async (request, reply) => {
      const { state, ...filter } = request.query;
      const states = state?.split(',').map(readState);
      const answer = lists(JSON.stringify(request.query), () => {
        const jobs = queue.list({ ...filter, ...(states && { states }) });
        return `{"jobs":${jobs},"counts":${JSON.stringify(queue.count())}}`;
      });
      return answer(request, reply);
    },
  );

  app.get(
    '/queue',
    {
      schema: {
        tags,
        operationId: 'listQueue',
        summary: 'List the jobs that wait, in the order of their turns',
        querystring: Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, default: 100 })) }),
        response: answers({ 200: Type.Object({ jobs: Type.Array(jobSchema) }) }),
      },
    },
    async ({ query }) => ({ jobs: queue.waiting(query.limit ?? 100) }),
  );

  app.get(
    '/jobs/:id',
    {
      schema: {
        tags,
        operationId: 'getJob',
        summary: 'One job; with `wait`, once it is over or the time is up',
        params,
        querystring: Type.Object({
          wait: Type.Optional(Type.Number({ minimum: 0, maximum: 300, description: 'Seconds to wait for its end' })),
        }),
        response: answers({ 200: jobSchema }),
      },
    },
    async (request) => {
      const { id } = request.params;
      const { wait = 0 } = request.query;
      if (wait === 0) return found(queue.get(id), id);
      const patience = AbortSignal.any([AbortSignal.timeout(wait * 1000), context.stopping]);
      return found(await queue.ended(id, patience), id);
    },
  );

  app.get(
    '/jobs/:id/graph',
    {
      schema: {
        tags,
        operationId: 'getJobGraph',
        summary: 'What a job was asked for: its graph, inputs and targets',
        params,
        response: answers({
          200: Type.Object({ graph: graphSchema, inputs: askedFields.inputs, targets: askedFields.targets }),
        }),
      },
    },
    async ({ params: { id } }) => {
      const { graph, inputs, targets } = found(queue.whole(id), id);
      return { graph, inputs, ...(targets && { targets }) };
    },
  );

  app.post(
    '/jobs/:id/cancel',
    {
      schema: {
        tags,
        operationId: 'cancelJob',
        summary: 'Stop a job, or take it out of the line',
        description: 'A job that runs stops within a step; the answer may still say `running`.',
        params,
        response: answers({ 200: jobSchema }),
      },
    },
    async ({ params: { id } }) => found(queue.cancel(id), id),
  );

  app.post(
    '/jobs/:id/retry',
    {
      schema: {
        tags,
        operationId: 'retryJob',
        summary: 'Run what a job ran once more, as a new job',
        params,
        response: answers({ 202: jobSchema }),
      },
    },
    async ({ params: { id } }, reply) => accepted(reply, found(queue.retry(id), id)),
  );

  app.patch(
    '/jobs/:id',
    {
      schema: {
        tags,
        operationId: 'moveJob',
        summary: 'Give a job that waits another turn',
        params,
        body: Type.Object(
          {
            priority: Type.Optional(prioritySchema),
            place: Type.Optional(Type.Enum(['first', 'last'], { description: 'Among those of its priority' })),
            before: Type.Optional(jobId),
          },
          { additionalProperties: false, minProperties: 1, maxProperties: 1 },
        ),
        response: answers({ 200: jobSchema }),
      },
    },
    async ({ params: { id }, body: { priority, place, before } }) => {
      const to = priority === undefined ? (place ?? { before: before! }) : { priority };
      found(queue.get(id), id);
      try {
        return queue.move(id, to)!;
      } catch (error) {
        if (error instanceof MoodwireError) throw new HttpError(409, 'not-waiting', error.message);
        throw error;
      }
    },
  );

  app.delete(
    '/jobs/:id',
    {
      schema: {
        tags,
        operationId: 'deleteJob',
        summary: 'Forget a job and its results; one that is not over is cancelled first',
        params,
        response: answers({ 204: Type.Null() }),
      },
    },
    async ({ params: { id } }, reply) => {
      found(queue.get(id), id);
      await queue.remove(id);
      return reply.code(204).send(null);
    },
  );
}

function readState(text: string): Job['state'] {
  const states = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;
  const state = states.find((one) => one === text);
  if (state) return state;
  throw new HttpError(400, 'bad-request', `state: found "${text}", expected some of ${states.join(', ')}`);
}

function found<T>(job: T | undefined, id: string): T {
  if (job !== undefined) return job;
  throw new HttpError(404, 'no-such-job', `there is no job ${id}: it was deleted, or ended long ago`);
}

/** The answer to a job that was taken. */
export function accepted(reply: FastifyReply, job: Job): Job {
  void reply.code(202).header('location', `/api/v1/jobs/${job.id}`);
  return job;
}

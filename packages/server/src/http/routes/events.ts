import type { OutgoingHttpHeaders } from 'node:http';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { HttpError } from '../../guard/http-error.js';
import { isOver } from '../../queue/job.js';
import type { App } from '../app.js';
import type { Context } from '../context.js';
import { serveEventStream } from '../event-stream.js';
import { answers, jobId } from '../job-schema.js';

const tags = ['events'];

const description = `Each event is an object whose field \`event\` is its name: \`job\` tells of a job's new state; the others are those of
its run (\`planned\`, \`started\`, \`cached\`, \`progress\`, \`finished\`, \`failed\`, \`sent\`, \`received\`, \`moved\`), each with its node. \`seq\`
counts them. Who was cut off asks again with \`after\` (Server-Sent Events do so by themselves, with \`Last-Event-ID\`), and misses
nothing; where the oldest of what it asks for is no longer kept, \`missed\` comes first. \`preview\` events have no \`seq\`: they are
not kept. The same address takes a WebSocket, which gets each event as one text message.`;

const query = Type.Object({
  after: Type.Optional(Type.Integer({ minimum: 0, description: 'Begin after this sequence number, in place of now' })),
});

/** What happens, as Server-Sent Events. */
export function eventRoutes(app: App, context: Context): void {
  const { queue } = context;

  app.get(
    '/events',
    {
      schema: {
        tags,
        operationId: 'watchAll',
        summary: 'What happens to all jobs',
        description,
        querystring: query,
        response: answers({ 200: { description: 'Events', content: { 'text/event-stream': { schema: {} } } } }),
      },
    },
    async (request, reply) => {
      const { after } = request.query;
      reply.hijack();
      await serveEventStream(context, { after: lastEvent(request.headers) ?? after }, headersOf(reply), reply.raw);
    },
  );

  app.get(
    '/jobs/:id/events',
    {
      schema: {
        tags,
        operationId: 'watchJob',
        summary: 'What happens to one job, from its beginning until it is over',
        description,
        params: Type.Object({ id: jobId }),
        querystring: query,
        response: answers({ 200: { description: 'Events', content: { 'text/event-stream': { schema: {} } } } }),
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const job = queue.get(id);
      if (!job) throw new HttpError(404, 'no-such-job', `there is no job ${id}`);
      const last = lastEvent(request.headers);
      const after = last ?? request.query.after ?? 0;
      // An EventSource asks again when a stream ends, until it is told that there is no more.
      if (last !== undefined && isOver(job.state) && queue.events.read(after, { job: id, limit: 1 }).length === 0) {
        return reply.code(204).send();
      }
      reply.hijack();
      await serveEventStream(context, { after, job: id }, headersOf(reply), reply.raw);
    },
  );
}

/** What the app has set of headers, for an answer that goes around it. */
const headersOf = (reply: FastifyReply): OutgoingHttpHeaders => reply.getHeaders() as OutgoingHttpHeaders;

function lastEvent(headers: Readonly<Record<string, unknown>>): number | undefined {
  const text = headers['last-event-id'];
  return typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

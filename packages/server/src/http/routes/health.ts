import { Type } from 'typebox';
import type { App } from '../app.js';
import type { Context } from '../context.js';
import { answers } from '../job-schema.js';

/** Is it alive, and what does it do? */
export function healthRoute(app: App, { queue, stopping }: Context): void {
  app.get(
    '/health',
    {
      schema: {
        tags: ['health'],
        operationId: 'getHealth',
        summary: 'Is the server well?',
        description: 'While the server stops the answer is 503.',
        response: answers({
          200: Type.Object({
            status: Type.Enum(['ok', 'stopping']),
            app: Type.Literal('moodwire'),
            uptime: Type.Number({ description: 'Seconds' }),
            jobs: Type.Record(Type.String(), Type.Integer(), { description: 'How many there are in each state' }),
            newest: Type.Integer({ description: 'The newest sequence number of an event' }),
          }),
        }),
      },
    },
    async (_, reply) => {
      if (stopping.aborted) void reply.code(503);
      return {
        status: stopping.aborted ? ('stopping' as const) : ('ok' as const),
        app: 'moodwire' as const,
        uptime: process.uptime(),
        jobs: queue.count(),
        newest: queue.events.newest,
      };
    },
  );
}

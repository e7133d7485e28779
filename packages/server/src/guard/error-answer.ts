import { formatProblem, MoodwireError, messageOf } from '@moodwire/engine';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphError } from '../graph/errors.js';
import { QueueFullError } from '../queue/queue.js';
import { HttpError } from './http-error.js';

type Answer = { readonly status: number; readonly code: string; readonly message: string; readonly problems?: unknown };

/** Gives all refusals and failures one shape, which shows nothing of this machine. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const answer = answerTo(error);
    if (answer.status >= 500) request.log.error({ err: error }, 'a request failed');
    if (answer.status === 503 || answer.status === 429) void reply.header('retry-after', '1');
    return send(reply, request, answer);
  });
  app.setNotFoundHandler((request, reply) => {
    const message = `nothing is at ${request.method} ${request.url.split('?', 1)[0]!.slice(0, 200)}: /api/v1/docs says what there is`;
    return send(reply, request, { status: 404, code: 'not-found', message });
  });
}

export function send(reply: FastifyReply, request: FastifyRequest, { status, ...error }: Answer): FastifyReply {
  return reply
    .code(status)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ error, requestId: request.id }));
}

function answerTo(error: FastifyError): Answer {
  if (error instanceof HttpError) return { status: error.statusCode, code: error.code, message: error.message };
  if (error instanceof QueueFullError) return { status: 503, code: 'queue-full', message: error.message };
  if (error instanceof GraphError) {
    const { problems } = error;
    const message = problems.length > 0 ? problems.map(formatProblem).join('\n') : error.message;
    return { status: 400, code: 'graph-problems', message, problems };
  }
  if (error instanceof MoodwireError) return { status: 400, code: 'bad-request', message: error.message };
  if (error.validation) return { status: 400, code: 'bad-request', message: messageOf(error) };
  const { statusCode = 500, code = 'failed' } = error;
  if (statusCode >= 500)
    return { status: 500, code: 'failed', message: 'the server failed: its log says why, by requestId' };
  return {
    status: statusCode,
    code: code
      .toLowerCase()
      .replace(/^fst_(err_)?/, '')
      .replaceAll('_', '-'),
    message: error.message,
  };
}

import { STATUS_CODES } from 'node:http';
import { didYouMean, formatProblem, MoodwireError } from '@moodwire/engine';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphError } from '../graph/errors.js';
import { QueueFullError } from '../queue/queue.js';
import { HttpError } from './http-error.js';
import { sentence, validationProblems } from './validation-problems.js';

type Answer = { readonly status: number; readonly code: string; readonly message: string; readonly problems?: unknown };

/** Gives all refusals and failures one shape, which shows nothing of this machine. */
export function answerErrors(app: FastifyInstance): void {
  const paths = new Set<string>();
  app.addHook('onRoute', ({ url }) => void paths.add(url));
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const answer = answerTo(error, request);
    if (answer.status >= 500) request.log.error({ err: error }, 'a request failed');
    return send(reply, request, answer);
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0]!.slice(0, 200);
    const message = `nothing is at ${request.method} ${path}: /api/v1/docs says what there is.${didYouMean(path, paths)}`;
    return send(reply, request, { status: 404, code: 'not-found', message });
  });
}

/** Sends a refusal or a failure. */
export function send(reply: FastifyReply, request: FastifyRequest, { status, ...error }: Answer): FastifyReply {
  if (status === 401) void reply.header('www-authenticate', 'Bearer');
  if (status === 503) void reply.header('retry-after', '1');
  if (status === 429 && !reply.hasHeader('retry-after')) void reply.header('retry-after', '60');
  return reply
    .code(status)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ error, requestId: request.id }));
}

/** What is said of an error. What this process did not word itself may name its files, and is not passed on. */
export function answerTo(error: FastifyError, request: FastifyRequest): Answer {
  if (error instanceof HttpError) return { status: error.statusCode, code: error.code, message: error.message };
  if (error instanceof QueueFullError) return { status: 503, code: 'queue-full', message: error.message };
  if (error instanceof GraphError) {
    const { problems } = error;
    const message = problems.length > 0 ? problems.map(formatProblem).join('\n') : error.message;
    return { status: 400, code: 'graph-problems', message, problems };
  }
  if (error instanceof MoodwireError) return { status: 400, code: 'bad-request', message: error.message };
  if (error.validation) {
    const problems = validationProblems(error, request);
    return { status: 400, code: 'bad-request', message: problems.map(sentence).join('\n'), problems };
  }
  const { statusCode: status = 500, code = '' } = error;
  if (code === 'ENOSPC')
    return { status: 507, code: 'disk-full', message: 'the disk is full: make room, and ask again' };
  if (code === 'ECONNRESET') return { status: 400, code: 'cut-off', message: 'the request ended before it was whole' };
  if (status >= 500 || status < 400)
    return { status: 500, code: 'failed', message: 'the server failed: its log says why, by requestId' };
  if (status === 413) {
    return { status, code: 'too-large', message: 'found a larger body than is taken here: send a smaller one' };
  }
  if (status === 415) {
    const found = String(request.headers['content-type'] ?? 'none').slice(0, 100);
    return { status, code: 'wrong-type', message: `found the content type ${found}, expected application/json` };
  }
  if (!code.startsWith('FST_')) {
    const words = (STATUS_CODES[status] ?? 'refused').toLowerCase();
    return { status, code: words.replaceAll(/[^a-z]+/g, '-'), message: `the request was refused: ${words}` };
  }
  return { status, code: codeOf(code), message: error.message };
}

const codeOf = (code: string): string =>
  code
    .toLowerCase()
    .replace(/^fst_(err_)?/, '')
    .replaceAll('_', '-');

import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import rateLimit from '@fastify/rate-limit';
import type { FastifyHttpOptions, FastifyInstance } from 'fastify';
import { isLoopback } from '../backend/check-safety.js';
import { boundedJson } from './bounded-json.js';
import { hasToken } from './credentials.js';
import { answerErrors, send } from './error-answer.js';
import { signInRoutes } from './sign-in.js';
import { type Place, type Refusal, refusalByOrigin } from './where-from.js';

export type GuardOptions = {
  /** What clients must show; none on loopback, where only this machine's users are. */
  readonly token?: string;
  readonly place: Place;
  /** Takes the log, a JSON object a line. */
  readonly log: { write(line: string): void };
};

const MOST_JSON = 8 * 2 ** 20;
const MOST_HEADERS = 16_384;
const MOST_CONNECTIONS = 1024;
/** For each address and minute, beyond this machine. */
const MOST_REQUESTS = 3000;

/** What fastify itself must know to be safe. */
export const guardedServerOptions = ({ log }: Pick<GuardOptions, 'log'>) =>
  ({
    bodyLimit: MOST_JSON,
    // A slow body may take its time, for photos are large; heads may not.
    http: { maxHeaderSize: MOST_HEADERS, headersTimeout: 10_000, requestTimeout: 0 },
    keepAliveTimeout: 30_000,
    routerOptions: { maxParamLength: 1000 },
    trustProxy: false,
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    disableRequestLogging: true,
    logger: { level: 'info', stream: log, base: null, redact: ['req.headers'] },
  }) satisfies FastifyHttpOptions<Server>;

/** Protects an app, whatever its routes: who may ask, from where, how much, and what browsers may do with the answers. */
export async function guard(app: FastifyInstance, options: GuardOptions): Promise<void> {
  app.server.maxConnections = MOST_CONNECTIONS;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, boundedJson(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  answerErrors(app);
  // A page of another place can't reach this at all; what is beyond this machine is slowed down.
  app.addHook('onRequest', async (request, reply) => {
    const refusal = refuse(request.raw, options);
    if (refusal?.status === 401 && isOpenToAll(request.url)) return;
    if (refusal?.status === 401 && /text\/html/.test(request.headers.accept ?? ''))
      return reply.redirect('/sign-in', 303);
    if (refusal) return send(reply, request, refusal);
  });
  if (!isLoopback(options.place.host)) {
    await app.register(rateLimit, { max: MOST_REQUESTS, timeWindow: 60_000, hook: 'onRequest' });
  }
  app.addHook('onSend', async (_request, reply) => {
    for (const [name, value] of HEADERS) if (!reply.hasHeader(name)) void reply.header(name, value);
    if (options.place.isTls) void reply.header('strict-transport-security', 'max-age=31536000');
    const type = String(reply.getHeader('content-type') ?? '');
    if (reply.hasHeader('content-security-policy')) return;
    void reply.header('content-security-policy', type.startsWith('text/html') ? PAGE_POLICY : NO_POLICY);
  });
  app.addHook('onResponse', async (request, reply) => {
    const { method, url } = request;
    const line = { method, path: url.split('?', 1)[0], status: reply.statusCode, ms: Math.round(reply.elapsedTime) };
    if (reply.statusCode >= 400 || method !== 'GET') request.log.info(line, 'answered');
  });
  if (options.token !== undefined) await signInRoutes(app, options.token, options.place.isTls);
}

/** Why a request, also one for a WebSocket, may not pass. */
export function refuse(request: IncomingMessage, { token, place }: GuardOptions): Refusal | undefined {
  const refusal = refusalByOrigin(request, place);
  if (refusal || token === undefined || hasToken(request, token)) return refusal;
  const message =
    'found no token, or a wrong one, expected "Authorization: Bearer TOKEN": it is the one of moodwire serve';
  return { status: 401, code: 'no-token', message };
}

/** The page on which the token is given, and what a container asks to know whether all is well. */
const isOpenToAll = (url: string): boolean =>
  ['/sign-in', '/sign-in.css', '/api/v1/session', '/api/v1/health'].includes(url);

const NO_POLICY = "default-src 'none'; frame-ancestors 'none'";
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const HEADERS = [
  ['x-content-type-options', 'nosniff'],
  ['referrer-policy', 'no-referrer'],
  ['cross-origin-resource-policy', 'same-origin'],
  ['cross-origin-opener-policy', 'same-origin'],
  ['cache-control', 'no-store'],
] as const;

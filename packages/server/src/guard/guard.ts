import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import rateLimit from '@fastify/rate-limit';
import {
  type FastifyError,
  type FastifyHttpOptions,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { isLoopback } from '../backend/check-safety.js';
import { addressGroup } from './address-group.js';
import { addHeaders } from './answer-headers.js';
import { acceptJson } from './bounded-json.js';
import { limitConnections } from './connection-limit.js';
import { refusalByToken } from './credentials.js';
import { answerEarly } from './early-answer.js';
import { answerErrors, answerTo, send } from './error-answer.js';
import { HttpError } from './http-error.js';
import { type Limits, limitsWith } from './limits.js';
import { signInRoutes } from './sign-in.js';
import { endSlowBodies } from './slow-bodies.js';
import { refusalByForm } from './well-formed.js';
import { type Place, type Refusal, refusalByOrigin } from './where-from.js';
import { createWrongTokens, type WrongTokens } from './wrong-tokens.js';

export type GuardOptions = {
  /** What clients must show; none on loopback, where only this machine's users are. */
  readonly token?: string;
  readonly place: Place;
  /** Takes the log, a JSON object a line. */
  readonly log: { write(line: string): void };
  readonly limits?: Partial<Limits>;
};

/** What fastify itself must know to be safe. */
export function guardedServerOptions({ log, limits }: Pick<GuardOptions, 'log' | 'limits'>) {
  const { jsonBytes, headBytes, headMs } = limitsWith(limits);
  return {
    bodyLimit: jsonBytes,
    http: {
      maxHeaderSize: headBytes,
      headersTimeout: headMs,
      requestTimeout: 0, // a body may take its time, as long as it goes on
      connectionsCheckingInterval: Math.min(1000, headMs),
    },
    keepAliveTimeout: 30_000,
    routerOptions: { maxParamLength: 1000 },
    trustProxy: false,
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    logController: new LogController({ disableRequestLogging: true }),
    logger: { level: 'info', stream: log, base: null, redact: ['req.headers'] },
    clientErrorHandler: answerEarly,
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      addHeaders(reply, false);
      void send(reply, request, answerTo(error, request));
    },
  } satisfies FastifyHttpOptions<Server>;
}

/** Protects an app, whatever its routes: who may ask, from where, how much, and what browsers may do with the answers. */
export async function guard(app: FastifyInstance, options: GuardOptions): Promise<void> {
  const { token, place } = options;
  const limits = limitsWith(options.limits);
  app.server.maxConnections = limits.connections;
  app.removeAllContentTypeParsers();
  acceptJson(app, 'application/json');
  answerErrors(app);
  endSlowBodies(app, limits.bodyIdleMs);
  app.addHook('onRequest', async (request, reply) => {
    const refusal = refuse(request.raw, options);
    if (refusal?.status === 401 && isOpenToAll(request.url)) return;
    if (refusal?.status === 401 && /text\/html/.test(request.headers.accept ?? ''))
      return reply.redirect('/sign-in', 303);
    if (refusal) return send(reply, request, refusal);
  });
  // What is beyond this machine is slowed down; a client here may ask as fast as it can.
  if (!isLoopback(place.host)) {
    limitConnections(app.server, limits.connectionsPerAddress);
    await app.register(rateLimit, {
      max: limits.requestsPerMinute,
      timeWindow: 60_000,
      hook: 'onRequest',
      keyGenerator: ({ ip }) => addressGroup(ip),
      errorResponseBuilder: (_, { max }) =>
        new HttpError(429, 'too-many-requests', `found more than ${max} requests in a minute: ask less often`),
    });
  }
  app.addHook('onSend', async (_request, reply) => addHeaders(reply, place.isTls));
  app.addHook('onResponse', async (request, reply) => {
    const { method, url } = request;
    // Without its query, which may hold what is nobody's business.
    const path = url.split('?', 1)[0]!.slice(0, 500);
    const line = { method, path, status: reply.statusCode, ms: Math.round(reply.elapsedTime) };
    if (reply.statusCode >= 400 || method !== 'GET') request.log.info(line, 'answered');
  });
  if (token !== undefined) await signInRoutes(app, token, place.isTls, wrongTokensOf(options));
}

/** Why a request, also one for a WebSocket, may not pass. */
export function refuse(request: IncomingMessage, options: GuardOptions): Refusal | undefined {
  const { token, place } = options;
  const refusal = refusalByForm(request) ?? refusalByOrigin(request, place);
  if (refusal || token === undefined) return refusal;
  return refusalByToken(request, token, wrongTokensOf(options));
}

/** Requests and upgrades of one server count together, though each asks by itself. */
const counters = new WeakMap<GuardOptions, WrongTokens>();
function wrongTokensOf(options: GuardOptions): WrongTokens {
  const counter = counters.get(options) ?? createWrongTokens(limitsWith(options.limits).wrongTokensPerMinute);
  counters.set(options, counter);
  return counter;
}

/** The page on which the token is given, and what a container asks to know whether all is well. */
const isOpenToAll = (url: string): boolean =>
  ['/sign-in', '/sign-in.css', '/api/v1/session', '/api/v1/health'].includes(url);

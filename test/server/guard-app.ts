import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import fastify from 'fastify';
import { acceptJson } from '../../packages/server/dist/guard/bounded-json.js';
import { type GuardOptions, guard, guardedServerOptions, refuse } from '../../packages/server/dist/guard/guard.js';
import { later } from './link.js';

export const TOKEN = 'a token of the test';

export type Guarded = {
  readonly url: string;
  readonly port: number;
  readonly host: string;
  readonly lines: Record<string, unknown>[];
  /** How often the route that changes something was reached. */
  readonly changes: () => number;
};

type Wanted = Partial<GuardOptions['place']> & Pick<GuardOptions, 'token' | 'limits'>;

/** A small app behind the guard, on a port of its own of loopback, whatever it believes to listen on. */
export async function guarded({ token, limits, ...place }: Partial<Wanted> = {}): Promise<Guarded> {
  let port = 0;
  let changes = 0;
  const lines: Record<string, unknown>[] = [];
  const options: GuardOptions = {
    ...(token !== undefined && { token }),
    ...(limits && { limits }),
    place: { host: '127.0.0.1', isTls: false, names: [], ...place, port: place.port ?? (() => port) },
    log: { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  };
  const app = fastify(guardedServerOptions(options));
  await guard(app, options);
  app.get('/', async (_, reply) => reply.type('text/html').send('<!doctype html>'));
  app.get('/api/v1/thing', async () => ({ thing: true }));
  app.get('/api/v1/thing/:name', async ({ params }) => params);
  app.post('/api/v1/thing', async ({ body }) => {
    changes++;
    return { body: body ?? null };
  });
  await app.register(async (scope) => {
    acceptJson(scope, '*');
    scope.post('/any/thing', async ({ body }) => {
      changes++;
      return { body };
    });
  });
  const properties = { size: { type: 'integer', minimum: 1 }, kind: { enum: ['a', 'b'] } };
  const body = { type: 'object', properties, required: ['size'], additionalProperties: { not: {} } };
  app.post('/api/v1/checked', { schema: { body } }, async () => ({}));
  app.get('/api/v1/broken', async () => {
    throw new Error('/home/someone/secret is broken');
  });
  app.get('/api/v1/missing', async () => {
    throw Object.assign(new Error("ENOENT: stat '/home/someone/secret'"), { statusCode: 404, code: 'ENOENT' });
  });
  app.server.on('upgrade', (request, socket) => {
    const refusal = refuse(request, options);
    socket.end(`HTTP/1.1 ${refusal?.status ?? 101} x\r\nconnection: close\r\n\r\n${refusal?.message ?? ''}`);
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  later(() => app.close());
  ({ port } = app.server.address() as AddressInfo);
  return { url: `http://127.0.0.1:${port}`, host: `127.0.0.1:${port}`, port, lines, changes: () => changes };
}

export type RawAnswer = { readonly status: number; readonly head: string; readonly body: string };

/** Sends bytes as they are, and takes all that comes until the other side ends. */
export async function raw(port: number, text: string): Promise<RawAnswer> {
  const socket = await connected(port);
  socket.write(text);
  const all = await answerOn(socket);
  const [head = '', body = ''] = all.split(/\r\n\r\n(.*)/s);
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? 0), head, body };
}

/** A request with just these headers; `undefined` leaves one away. */
export function asked(
  { port, host }: Guarded,
  headers: Readonly<Record<string, string | undefined>> = {},
  first = 'GET /api/v1/thing',
  body = '',
): Promise<RawAnswer> {
  const length = body === '' ? undefined : String(Buffer.byteLength(body));
  const all = { host, connection: 'close', 'content-length': length, ...headers };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}\r\n`]));
  return raw(port, `${first} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
}

export async function connected(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  later(() => socket.destroy());
  socket.on('error', () => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** What comes until the connection ends. */
export async function answerOn(socket: Socket): Promise<string> {
  let all = '';
  socket.on('data', (bytes: Buffer) => {
    all += bytes.toString('latin1');
  });
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
  return all;
}

export const errorOf = ({ body }: { readonly body: string }) =>
  (JSON.parse(body) as { error: { code: string; message: string; problems?: unknown }; requestId: string }).error;

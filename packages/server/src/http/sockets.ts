import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Context } from './context.js';
import { endOf } from './end-of.js';
import { follow, type Wish } from './follow.js';

/** What may be on its way to a watcher before it counts as slow. */
const MOST_BUFFERED = 256 * 1024;
const HEARTBEAT_MS = 30_000;
const DRAIN_MS = 20;

/** What a client offers beside its token. */
const PROTOCOL = 'moodwire.1';

type Refusal = { readonly status: number; readonly message: string };

/**
 * Takes WebSockets at `/api/v1/events` and `/api/v1/jobs/ID/events`: each event is one text message. What a client sends
 * is not read. `refuse` says of each upgrade why it may not pass.
 */
export function takeSockets(
  server: Server,
  context: Context,
  refuse: (request: IncomingMessage) => Refusal | undefined,
): { close(): void } {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: 1024,
    perMessageDeflate: false,
    // Never the one that holds the token: it would stand in the answer.
    handleProtocols: (offered) => (offered.has(PROTOCOL) ? PROTOCOL : false),
  });

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const wish = refuse(request) ?? wishOf(request.url ?? '', context);
    if ('status' in wish) refuseSocket(socket, wish);
    else sockets.handleUpgrade(request, socket, head, (client) => void serve(client, wish, context));
  }

  server.on('upgrade', upgrade);
  return {
    close() {
      server.off('upgrade', upgrade);
      for (const client of sockets.clients) client.close(1001, 'the server is stopping');
      setTimeout(() => {
        for (const client of sockets.clients) client.terminate();
      }, 1000).unref();
    },
  };
}

function wishOf(url: string, { queue }: Context): Wish | Refusal {
  const [path = '', search = ''] = url.split('?', 2);
  const [, id] = /^\/api\/v1(?:\/jobs\/([0-9a-f-]{36}))?\/events$/.exec(path) ?? [];
  if (id === undefined && path !== '/api/v1/events') {
    return { status: 404, message: 'no WebSocket is served here: /api/v1/events and /api/v1/jobs/ID/events are' };
  }
  if (id !== undefined && !queue.get(id)) return { status: 404, message: `there is no job ${id}` };
  const after = new URLSearchParams(search).get('after') ?? undefined;
  if (after !== undefined && !/^\d{1,15}$/.test(after)) {
    return { status: 400, message: `after: found "${after.slice(0, 50)}", expected a sequence number` };
  }
  return { job: id, after: after === undefined ? (id === undefined ? undefined : 0) : Number(after) };
}

async function serve(client: WebSocket, wish: Wish, context: Context): Promise<void> {
  using over = endOf(context.stopping);
  let isAlive = true;
  client.on('close', over.abort);
  client.on('error', () => client.terminate());
  client.on('pong', () => {
    isAlive = true;
  });
  const heartbeat = setInterval(() => {
    if (!isAlive) return client.terminate();
    isAlive = false;
    client.ping();
  }, HEARTBEAT_MS);
  try {
    await follow(context, wish, over.signal, {
      send: (text) => client.send(text),
      isSlow: () => client.bufferedAmount > MOST_BUFFERED,
      // ws says nothing of a drain.
      async drained(signal) {
        while (client.bufferedAmount > MOST_BUFFERED && !signal.aborted) {
          await new Promise((resolve) => setTimeout(resolve, DRAIN_MS));
        }
      },
    });
    client.close(context.stopping.aborted ? 1001 : 1000);
  } catch {
    client.close(1011, 'the server failed');
  } finally {
    clearInterval(heartbeat);
  }
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  421: 'Misdirected Request',
  429: 'Too Many Requests',
};

function refuseSocket(socket: Duplex, { status, message }: Refusal): void {
  const body = `${JSON.stringify({ error: { code: 'refused', message } })}\n`;
  const head = [
    `HTTP/1.1 ${status} ${REASONS[status] ?? 'Refused'}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

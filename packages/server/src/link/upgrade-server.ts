import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { MoodwireError, messageOf, type Pipe } from '@moodwire/engine';
import { createSocketPipe } from './socket-pipe.js';
import { acceptOf, SUB_PROTOCOL } from './upgrade.js';
import { type Refusal, refusalOf, refusalText } from './upgrade-request.js';

export type PipeInfo = {
  /** Who it is with, such as `127.0.0.1:50312`. */
  readonly peer: string;
};

export type ListenOptions = {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly token?: string | undefined;
  /** PEM. */
  readonly tls?: { readonly cert: string | Buffer; readonly key: string | Buffer } | undefined;
  /** The most pipes at once. */
  readonly maxConnections: number;
  /** The most bytes of a control message. */
  readonly maxText: number;
  /** How long a connection may take until it is a pipe. */
  readonly handshakeMs?: number | undefined;
  /** The most connections that are no pipes yet: beyond it the oldest is ended. */
  readonly maxHandshakes?: number | undefined;
  readonly pingMs?: number | undefined;
  readonly deadMs?: number | undefined;
  onPipe(pipe: Pipe, info: PipeInfo): void;
  /** Somebody was refused; `why` is for a log. */
  onRefused?(peer: string, why: string): void;
};

export type PipeListener = {
  readonly port: number;
  /** Takes no more, says goodbye to those that are there, and waits until they are gone. */
  close(): Promise<void>;
};

/** How long an answer that refuses may take to be read. */
const LINGER_MS = 1000;

/**
 * Takes WebSocket connections of the backend protocol.
 *
 * @throws MoodwireError where it cannot listen there, or the certificate cannot be read.
 */
export async function listenForPipes(options: ListenOptions): Promise<PipeListener> {
  const { host, port, token, maxConnections, handshakeMs = 10_000, maxHandshakes = 1024 } = options;
  /** Connections that are no pipes yet, the oldest first, and what ends them. */
  const waiting = new Map<Socket, NodeJS.Timeout>();
  const pipes = new Set<{ readonly pipe: Pipe; readonly gone: Promise<void> }>();
  let isClosing = false;

  const server = createServer(options);
  server.on('connection', meet);
  server.on('upgrade', upgrade);
  server.on('request', (request, response) => {
    const refusal = refusalOf(request, token) ?? { status: 426, text: 'A WebSocket was expected.' };
    response.on('error', () => {});
    if (refusal.status !== 200) log(request.socket, refusal.text);
    refuse(request.socket, refusal);
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    const isLong = error.code === 'HPE_HEADER_OVERFLOW';
    const text = isLong ? 'The head of the request is too long.' : 'This is no request of HTTP.';
    log(socket as Socket, `${text} (${error.code ?? messageOf(error)})`);
    refuse(socket as Socket, { status: isLong ? 431 : 400, text });
  });
  server.on('tlsClientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    log(socket, `TLS failed (${error.code ?? messageOf(error)})`);
    socket.destroy();
  });

  /** Each connection has only so long to become a pipe, whatever it does meanwhile. */
  function meet(socket: Socket): void {
    socket.on('error', () => {});
    if (waiting.size >= maxHandshakes) {
      const [oldest] = waiting.keys();
      oldest?.destroy();
      if (oldest) forget(oldest);
    }
    const timer = setTimeout(() => {
      log(socket, `it was no pipe after ${handshakeMs / 1000} s`);
      socket.destroy();
    }, handshakeMs);
    timer.unref();
    waiting.set(socket, timer);
    socket.once('close', () => forget(socket));
  }

  function forget(socket: Socket): void {
    clearTimeout(waiting.get(socket));
    waiting.delete(socket);
  }

  function upgrade(request: IncomingMessage, given: NodeJS.ReadableStream, head: Buffer): void {
    const socket = given as Socket;
    socket.on('error', () => {});
    const refusal =
      refusalOf(request, token) ??
      (isClosing || pipes.size >= maxConnections
        ? {
            status: 503,
            text: `This Moodwire backend ${isClosing ? 'stops' : `has its ${maxConnections} connections already`}: try again later.`,
          }
        : undefined);
    if (refusal) {
      if (refusal.status !== 200) log(socket, refusal.text);
      refuse(socket, refusal);
      return;
    }
    const peer = peerOf(socket);
    for (const one of [socket, rawOf(request)]) if (one) forget(one);
    const accept = acceptOf(request.headers['sec-websocket-key'] ?? '');
    let left = () => {};
    const gone = new Promise<void>((resolve) => {
      left = resolve;
    });
    const pipe = createSocketPipe(socket, {
      role: 'server',
      mask: 'none',
      head,
      greeting: [
        'HTTP/1.1 101 Switching Protocols',
        'Upgrade: websocket',
        'Connection: Upgrade',
        `Sec-WebSocket-Accept: ${accept}`,
        `Sec-WebSocket-Protocol: ${SUB_PROTOCOL}`,
        '\r\n',
      ].join('\r\n'),
      maxText: options.maxText,
      pingMs: options.pingMs,
      deadMs: options.deadMs,
      onGone: () => {
        pipes.delete(entry);
        left();
      },
    });
    const entry = { pipe, gone };
    pipes.add(entry);
    try {
      options.onPipe(pipe, { peer });
    } catch (error) {
      options.onRefused?.(peer, `an error here: ${messageOf(error)}`);
      pipe.destroy();
    }
  }

  function log(socket: Socket, why: string): void {
    options.onRefused?.(peerOf(socket), why);
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(error, host, port)));
    server.listen(port, host, resolve);
  });
  server.removeAllListeners('error');
  server.on('error', (error) => options.onRefused?.('', `it cannot take a connection: ${messageOf(error)}`));

  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      isClosing = true;
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of waiting.keys()) socket.destroy();
      for (const { pipe } of pipes) pipe.close(1001, 'the backend stops');
      await Promise.all([closed, ...[...pipes].map(({ gone }) => gone)]);
    },
  };
}

function createServer({ tls, handshakeMs = 10_000 }: ListenOptions): Server {
  const options = { maxHeaderSize: 8192, headersTimeout: handshakeMs, requestTimeout: handshakeMs };
  if (!tls) return createHttpServer(options);
  try {
    return createHttpsServer({ ...options, ...tls, handshakeTimeout: handshakeMs });
  } catch (error) {
    throw new MoodwireError(
      `the TLS certificate or its key cannot be used (${messageOf(error)}): give both as PEM, the key without a password`,
    );
  }
}

/** Answers, and ends the connection whether or not the answer is read. */
function refuse(socket: Socket, refusal: Refusal): void {
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  timer.unref();
  socket.once('close', () => clearTimeout(timer));
  socket.resume();
  socket.end(refusalText(refusal));
}

/** What TLS runs over. */
function rawOf(request: IncomingMessage): Socket | undefined {
  return (request.socket as unknown as { _parent?: Socket })._parent;
}

function peerOf(socket: Socket): string {
  const { remoteAddress, remotePort = 0, remoteFamily } = socket;
  if (remoteAddress === undefined) return 'somebody who has gone';
  return remoteFamily === 'IPv6' ? `[${remoteAddress}]:${remotePort}` : `${remoteAddress}:${remotePort}`;
}

function cannotListen(error: NodeJS.ErrnoException, host: string, port: number): MoodwireError {
  const at = `${host}:${port}`;
  if (error.code === 'EADDRINUSE')
    return new MoodwireError(`${at} is in use by another program: give another port, or end that program`);
  if (error.code === 'EACCES')
    return new MoodwireError(`${at} may not be listened on by this user: give a port above 1023`);
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return new MoodwireError(
      `${host} is not an address of this machine: give one that is, such as 127.0.0.1 or 0.0.0.0`,
    );
  return new MoodwireError(`cannot listen on ${at}: ${messageOf(error)}`);
}

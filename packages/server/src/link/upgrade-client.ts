import { randomBytes } from 'node:crypto';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Socket } from 'node:net';
import { MoodwireError, type Pipe } from '@moodwire/engine';
import { createSocketPipe } from './socket-pipe.js';
import { acceptOf, PATH, SUB_PROTOCOL } from './upgrade.js';
import { answerError, connectError } from './upgrade-errors.js';

export type ConnectOptions = {
  readonly token?: string | undefined;
  /** PEM of the authorities to trust, in place of those that are known. */
  readonly ca?: string | Buffer | readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
  /** The most bytes of a control message that comes. */
  readonly maxText: number;
  /** In place of the mask that the address asks for. */
  readonly mask?: 'random' | 'zero' | undefined;
  readonly pingMs?: number | undefined;
  readonly deadMs?: number | undefined;
};

/** How much of an answer that refuses is read. */
const MOST_WORDS = 1000;

/**
 * Opens a pipe to the backend at a URL such as `ws://host:8190` or `wss://host`.
 *
 * @throws MoodwireError with what to do, where there is none or it refuses; the reason of `signal` when that is aborted.
 */
export async function connectPipe(url: string, options: ConnectOptions): Promise<Pipe> {
  const { token, ca, signal, timeoutMs = 10_000 } = options;
  const target = parseUrl(url);
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token))
    throw new MoodwireError('the token has spaces or signs beyond ASCII: give it as the backend was given it');
  signal?.throwIfAborted();
  const isTls = target.protocol === 'wss:';
  const key = randomBytes(16).toString('base64');
  const common = {
    host: target.hostname.replace(/^\[|\]$/g, ''),
    port: target.port || (isTls ? 443 : 80),
    path: target.pathname === '/' ? PATH : target.pathname,
    // A connection of its own, for it does not come back.
    agent: false as const,
    maxHeaderSize: 8192,
    headers: {
      Upgrade: 'websocket',
      Connection: 'Upgrade',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': key,
      'Sec-WebSocket-Protocol': SUB_PROTOCOL,
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    },
  };
  const request = isTls
    ? requestHttps({ ...common, ...(ca ? { ca: typeof ca === 'object' && !Buffer.isBuffer(ca) ? [...ca] : ca } : {}) })
    : requestHttp(common);
  const name = target.host;
  return new Promise<Pipe>((resolve, reject) => {
    const timer = setTimeout(
      () =>
        fail(
          new MoodwireError(
            `${name} did not answer within ${timeoutMs / 1000} s: is it the right address, and the backend not stuck?`,
          ),
        ),
      timeoutMs,
    );
    const onAbort = () => fail(signal?.reason);
    signal?.addEventListener('abort', onAbort);
    function settle(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    }
    function fail(error: unknown): void {
      settle();
      reject(error);
      request.destroy();
    }
    request.on('error', (error) => fail(connectError(error, name, isTls)));
    request.on('response', (response) => {
      void wordsOf(response).then((words) => fail(answerError(response.statusCode ?? 0, words, name)));
    });
    request.on('upgrade', (response: IncomingMessage, socket: Socket, head: Buffer) => {
      settle();
      const problem = upgradeProblem(response, key);
      if (problem) {
        socket.on('error', () => {});
        socket.destroy();
        reject(new MoodwireError(`${name} is not a Moodwire backend (${problem}): check the address`));
        return;
      }
      const { maxText, pingMs, deadMs } = options;
      // Where nobody sits between, the mask protects nobody and costs half the speed.
      const mask = options.mask ?? (isTls || isLoopback(socket.remoteAddress) ? 'zero' : 'random');
      resolve(createSocketPipe(socket, { role: 'client', mask, head, maxText, pingMs, deadMs }));
    });
    request.end();
  });
}

function parseUrl(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || (parsed.protocol !== 'ws:' && parsed.protocol !== 'wss:') || parsed.hostname === '')
    throw new MoodwireError(
      `"${url.slice(0, 200)}" is not the address of a backend: expected such as ws://192.168.1.20:8190 or wss://host`,
    );
  if (parsed.username || parsed.password)
    throw new MoodwireError(
      'the address of a backend has a name or password in it: give its token apart from the address',
    );
  return parsed;
}

/** What is wrong with an answer that agrees. */
function upgradeProblem({ headers }: IncomingMessage, key: string): string | undefined {
  if (headers['sec-websocket-accept'] !== acceptOf(key)) return 'its answer does not fit the question';
  if (headers['sec-websocket-protocol'] !== SUB_PROTOCOL) return `it does not speak ${SUB_PROTOCOL}`;
  if (headers['sec-websocket-extensions'] !== undefined) return 'it wants extensions that were not offered';
  return undefined;
}

/** The first line of an answer, for people. */
async function wordsOf(response: IncomingMessage): Promise<string> {
  let text = '';
  response.setEncoding('utf8');
  try {
    for await (const part of response) {
      text += part as string;
      if (text.length >= MOST_WORDS) break;
    }
  } catch {
    // What came of it must do.
  }
  return (text.split('\n', 1)[0] ?? '')
    .replace(/[\p{Cc}\p{Bidi_Control}]/gu, ' ')
    .slice(0, 200)
    .trim();
}

const isLoopback = (address: string | undefined) => /^(::1$|(::ffff:)?127\.)/.test(address ?? '');

import type { IncomingMessage } from 'node:http';
import { isToken } from './token.js';
import { listed, PATH, SUB_PROTOCOL } from './upgrade.js';

/** What is answered in place of a pipe. */
export type Refusal = {
  readonly status: number;
  /** One sentence: what was found, what was expected, what to do. */
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
};

const STATUS_WORDS: Readonly<Record<number, string>> = {
  200: 'OK',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  426: 'Upgrade Required',
  431: 'Request Header Fields Too Large',
  503: 'Service Unavailable',
};

/** The whole answer, after which the connection ends. */
export function refusalText({ status, text, headers = {} }: Refusal): string {
  const body = `${text}\n`;
  const all = {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'X-Content-Type-Options': 'nosniff',
    Connection: 'close',
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `HTTP/1.1 ${status} ${STATUS_WORDS[status] ?? ''}\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
}

const upgradeHeaders = { Upgrade: 'websocket', 'Sec-WebSocket-Version': '13' };
const HELP = 'run `moodwire` with this address as its backend';

/** Why a request gets no pipe, if so. */
export function refusalOf(request: IncomingMessage, token: string | undefined): Refusal | undefined {
  const { method, url = '', headers } = request;
  const path = url.split('?', 1)[0]!;
  if (path !== PATH && path !== '/') {
    return { status: 404, text: `Nothing is here: this is a Moodwire backend, and it is spoken to at ${PATH}.` };
  }
  if (headers.origin !== undefined)
    return {
      status: 403,
      text: 'The request comes from a web page (it has an Origin); a Moodwire backend serves none.',
    };
  if (!listed(headers.upgrade).includes('websocket')) {
    const text = `This is a Moodwire backend. It speaks WebSocket (${SUB_PROTOCOL}) at ${PATH}: ${HELP}.`;
    return path === '/' ? { status: 200, text } : { status: 426, text, headers: upgradeHeaders };
  }
  if (path !== PATH) return { status: 404, text: `A Moodwire backend is spoken to at ${PATH}, not at ${path}.` };
  if (token !== undefined) {
    const given = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
    if (given === undefined || !isToken(given, token)) {
      const found = given === undefined ? 'No token was given' : 'The token is wrong';
      const text = `${found}: this Moodwire backend wants the one that it was started with.`;
      return { status: 401, text, headers: { 'WWW-Authenticate': 'Bearer' } };
    }
  }
  if (method !== 'GET' || request.httpVersion !== '1.1')
    return {
      status: 400,
      text: `A WebSocket begins with GET and HTTP/1.1, not ${method} and HTTP/${request.httpVersion}.`,
    };
  if (headers['sec-websocket-version'] !== '13')
    return { status: 426, text: 'Only version 13 of WebSocket is spoken here.', headers: upgradeHeaders };
  if (!/^[A-Za-z0-9+/]{22}==$/.test(headers['sec-websocket-key'] ?? ''))
    return { status: 400, text: 'The Sec-WebSocket-Key is missing or is not 16 bytes in base64.' };
  if (!listed(headers['sec-websocket-protocol']).includes(SUB_PROTOCOL))
    return { status: 400, text: `The sub-protocol must be ${SUB_PROTOCOL}: ${HELP}.` };
  return undefined;
}

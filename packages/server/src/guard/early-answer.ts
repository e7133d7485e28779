import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { HEADERS } from './answer-headers.js';

/** Answers what never became a request, in the shape of all answers; the connection ends. */
export function answerEarly({ code = '' }: { readonly code?: string }, socket: Socket): void {
  if (!socket.writable || code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const { status, ...error } = whyNoRequest(code);
  const body = JSON.stringify({ error, requestId: randomUUID() });
  const headers = {
    ...HEADERS,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const text = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
  // Who does not read the answer does not keep the connection.
  socket.end(text, () => socket.destroy());
}

function whyNoRequest(code: string): { readonly status: number; readonly code: string; readonly message: string } {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return { status: 431, code: 'head-too-large', message: 'the headers are too large: send fewer, or shorter ones' };
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { status: 408, code: 'too-slow', message: 'the request did not come in time: send it at once' };
    default:
      return { status: 400, code: 'no-http', message: 'what came is not understood, expected a request of HTTP/1.1' };
  }
}

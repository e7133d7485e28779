import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isToken } from '../link/token.js';

export const COOKIE = 'moodwire';
const SUB_PROTOCOL = 'moodwire.token.';

/** What the cookie holds: the token can't be read from it, and another token makes it void. */
export const cookieOf = (token: string): string =>
  createHmac('sha256', token).update('moodwire cookie').digest('base64url');

/** Does a request show the token: in a header, a cookie, or the protocol of a WebSocket? */
export function hasToken({ headers }: IncomingMessage, token: string): boolean {
  const { authorization = '', cookie = '' } = headers;
  const [, bearer] = /^bearer +(\S+)$/i.exec(authorization) ?? [];
  if (bearer !== undefined) return isToken(bearer, token);
  const protocols = String(headers['sec-websocket-protocol'] ?? '').split(/\s*,\s*/);
  const offered = protocols.find((one) => one.startsWith(SUB_PROTOCOL));
  if (offered !== undefined) return isToken(offered.slice(SUB_PROTOCOL.length), token);
  const expected = cookieOf(token);
  return cookie
    .split(/;\s*/)
    .filter((one) => one.startsWith(`${COOKIE}=`))
    .some((one) => isToken(one.slice(COOKIE.length + 1), expected));
}

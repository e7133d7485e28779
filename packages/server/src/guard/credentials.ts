import { createHmac, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isToken } from '../link/token.js';
import { addressGroup } from './address-group.js';
import type { Refusal } from './where-from.js';
import type { WrongTokens } from './wrong-tokens.js';

export const COOKIE = 'moodwire';
const SUB_PROTOCOL = 'moodwire.token.';

/** New in each process, so that a cookie that got about can't be used to try tokens against. */
const COOKIE_KEY = randomBytes(32);

/** What the cookie holds: the token can't be read from it, and a restart makes it void. */
export const cookieOf = (token: string): string => createHmac('sha256', COOKIE_KEY).update(token).digest('base64url');

export const TOO_MANY_TRIES: Refusal = {
  status: 429,
  code: 'too-many-tries',
  message: 'found too many wrong tokens from this address: wait a minute, then give the one of moodwire serve',
};

/** Why a request may not pass, by the token that it shows in a header, the protocol of a WebSocket, or a cookie. */
export function refusalByToken(request: IncomingMessage, token: string, wrong: WrongTokens): Refusal | undefined {
  const given = givenToken(request);
  // A cookie can't be guessed, and an old one is no try: it is not counted.
  if (given === undefined) return hasCookie(request, token) ? undefined : refusal('no token');
  const address = addressGroup(request.socket.remoteAddress);
  if (wrong.isTooMany(address)) return TOO_MANY_TRIES;
  if (isToken(given, token)) return undefined;
  wrong.count(address);
  return refusal('a wrong token');
}

const refusal = (found: string): Refusal => ({
  status: 401,
  code: 'no-token',
  message: `found ${found}, expected "Authorization: Bearer TOKEN": it is the one that moodwire serve was started with`,
});

function givenToken({ headers }: IncomingMessage): string | undefined {
  const [, bearer] = /^bearer +(\S+) *$/i.exec(headers.authorization ?? '') ?? [];
  if (bearer !== undefined) return bearer;
  const protocols = String(headers['sec-websocket-protocol'] ?? '').split(/\s*,\s*/);
  return protocols.find((one) => one.startsWith(SUB_PROTOCOL))?.slice(SUB_PROTOCOL.length);
}

function hasCookie({ headers: { cookie = '' } }: IncomingMessage, token: string): boolean {
  const expected = cookieOf(token);
  return cookie
    .split(/;\s*/)
    .filter((one) => one.startsWith(`${COOKIE}=`))
    .some((one) => isToken(one.slice(COOKIE.length + 1), expected));
}

import type { IncomingMessage } from 'node:http';
import { isLoopback } from '../backend/check-safety.js';

/** What a server is called by, and how it is reached. */
export type Place = {
  /** The address that it listens on. */
  readonly host: string;
  readonly port: () => number;
  readonly isTls: boolean;
  /** Names that requests may call it by, beside its addresses. */
  readonly names: readonly string[];
};

export type Refusal = { readonly status: number; readonly code: string; readonly message: string };

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Why a request may not pass, by where it says that it comes from and goes to. A name that is not this server's may be
 * another's that was pointed here, so that a page of his may ask for our answers (DNS rebinding); a page of another place
 * may send forms here (CSRF).
 */
export function refusalByOrigin(request: IncomingMessage, place: Place): Refusal | undefined {
  const { headers, method = '' } = request;
  const host = headers.host ?? '';
  if (!isOwnName(host, place)) {
    const message = `found a request for "${host.slice(0, 100)}", which is no name of this server: name it with --host-name`;
    return { status: 421, code: 'wrong-host', message };
  }
  const isUpgrade = headers.upgrade !== undefined;
  const { origin } = headers;
  if (origin !== undefined) {
    const own = `${place.isTls ? 'https' : 'http'}://${host}`;
    if (origin.toLowerCase() !== own.toLowerCase() && !isProxied(origin, host, place)) {
      const message = `found a request from a page of "${origin.slice(0, 100)}", expected one of this server: open its own page`;
      return { status: 403, code: 'wrong-origin', message };
    }
  } else if ((isUpgrade || !READING.has(method)) && headers['sec-fetch-site'] !== undefined) {
    // A browser says where a request is from in one way or the other.
    if (!['same-origin', 'none'].includes(String(headers['sec-fetch-site']))) {
      return {
        status: 403,
        code: 'wrong-origin',
        message: 'found a request from a page of another place: open our own',
      };
    }
  }
  return undefined;
}

/** A proxy that speaks TLS for us is named with --host-name: pages that came through it are ours. */
function isProxied(origin: string, host: string, { names, isTls }: Place): boolean {
  const [name] = splitHost(host, isTls);
  return names.some((one) => one.toLowerCase() === name) && origin.toLowerCase() === `https://${host.toLowerCase()}`;
}

function isOwnName(host: string, place: Place): boolean {
  const [name, port] = splitHost(host, place.isTls);
  if (name === '') return false;
  if (place.names.some((one) => one.toLowerCase() === name)) return true; // whatever port a proxy has
  if (port !== place.port()) return false;
  if (isLoopback(name)) return isLoopback(place.host) || isAny(place.host);
  // An address can't be rebound: only names can.
  return (
    name === place.host.toLowerCase() ||
    (isAny(place.host) && /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f:]*:[0-9a-f:.]*)$/.test(name))
  );
}

const isAny = (host: string): boolean => host === '0.0.0.0' || host === '::';

/** The name, in small letters and without brackets, and the port; that of the scheme where none is said. */
function splitHost(host: string, isTls: boolean): readonly [name: string, port: number] {
  const [, bracketed, plain, port] = /^(?:\[([0-9a-f:.]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/i.exec(host) ?? [];
  const name = (bracketed ?? plain ?? '').toLowerCase().replace(/\.$/, '');
  return [name, port === undefined ? (isTls ? 443 : 80) : Number(port)];
}

import { X509Certificate } from 'node:crypto';
import { hostname, networkInterfaces } from 'node:os';
import { basename } from 'node:path';
import { isLoopback } from '../backend/check-safety.js';

export type Invited = {
  readonly url: string;
  readonly token?: string | undefined;
  /** The file of the certificate, and what is in it. */
  readonly cert?: string | undefined;
  readonly certificate?: Buffer | undefined;
};

/** What is to be typed where the pictures are, to use a backend. */
export function invitation({ url, token, cert, certificate }: Invited): string[] {
  const { protocol, hostname: host, port } = new URL(url);
  const reached = `${protocol}//${nameFor(host, certificate)}:${port}`;
  // In the environment, for arguments are seen by everybody on that machine. Its value needs quotes, and may have some.
  const secret = token === undefined ? '' : `MOODWIRE_TOKEN='${token.replaceAll("'", "'\\''")}' `;
  const trust = cert === undefined ? '' : ` --ca ${basename(cert)}`;
  const clear = token !== undefined && protocol === 'ws:' && !isLoopback(host) ? ' --insecure' : '';
  const line = `  ${secret}npx moodwire edit PHOTO --emotion awe --backend ${reached}${trust}${clear}`;
  const copy =
    cert === undefined ? [] : [`  with a copy of ${basename(cert)}; an authority that all trust needs no --ca`];
  if (!isLoopback(host)) return ['On another machine:', line, ...copy];
  const tunnel = `  ssh -N -L ${port}:${host}:${port} ${userAt()}`;
  return ['On this machine:', line, ...copy, 'On another one the same, while this runs there:', tunnel];
}

const userAt = (): string => `USER@${hostname()}`;

/** A name by which others reach this machine, and which its certificate speaks of. */
function nameFor(host: string, certificate: Buffer | undefined): string {
  const open = host === '0.0.0.0' || host === '[::]';
  const own = open ? (ownAddress() ?? hostname()) : host;
  if (!certificate) return own;
  const known = new X509Certificate(certificate);
  const address = own.replace(/^\[|\]$/g, '');
  if (known.checkHost(address) ?? known.checkIP(address)) return own;
  return /DNS:([^,\s"*]+)/.exec(known.subjectAltName ?? '')?.[1] ?? own;
}

/** An address by which others may reach this machine. */
function ownAddress(): string | undefined {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
}

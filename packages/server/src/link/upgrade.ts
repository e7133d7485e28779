import { createHash } from 'node:crypto';

/** Where a backend is spoken to. */
export const PATH = '/v1';

/** The sub-protocol of WebSocket that both sides must name. */
export const SUB_PROTOCOL = 'moodwire.1';

/** What a server answers to a client's key (RFC 6455 §4.2.2). */
export function acceptOf(key: string): string {
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
}

/** The items of a header that lists some, in lower case. */
export function listed(header: string | undefined): string[] {
  return (header ?? '').split(',').map((item) => item.trim().toLowerCase());
}

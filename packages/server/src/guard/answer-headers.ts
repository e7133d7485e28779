import type { FastifyReply } from 'fastify';

const NO_POLICY = "default-src 'none'; frame-ancestors 'none'";
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; font-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'";

/** What no answer goes without, whoever gives it. */
export const HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
  'content-security-policy': NO_POLICY,
} as const;

/**
 * What pages have in place of the above. The forms of a page without referrer come with "Origin: null", as those of a
 * stranger may: the sign-in would be refused.
 */
const PAGE_HEADERS = { ...HEADERS, 'referrer-policy': 'same-origin', 'content-security-policy': PAGE_POLICY } as const;

/** Adds what an answer does not say itself of what browsers may do with it. */
export function addHeaders(reply: FastifyReply, isTls: boolean): void {
  const isPage = String(reply.getHeader('content-type') ?? '').startsWith('text/html');
  for (const [name, value] of Object.entries(isPage ? PAGE_HEADERS : HEADERS)) {
    if (!reply.hasHeader(name)) void reply.header(name, value);
  }
  if (isTls) void reply.header('strict-transport-security', 'max-age=31536000');
}

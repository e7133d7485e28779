import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Shorter answers fit into one packet as they are. */
const LEAST_COMPRESSED = 1200;
/** Longer ones are made anew: some dozens may be kept. */
const MOST_KEPT = 2 ** 18;

/**
 * A JSON text that is given again and again: made bytes of, compressed and named once, by `tag` or its hash. Who has it
 * already is told so.
 */
export type ReadyAnswer = (request: FastifyRequest, reply: FastifyReply) => FastifyReply;

export function readyAnswer(text: string, tag?: string): ReadyAnswer {
  const plain = Buffer.from(text);
  const etag = `"${tag ?? createHash('sha256').update(plain).digest('base64url')}"`;
  let packed: Buffer | undefined;
  return ({ headers }, reply) => {
    void reply.headers({ etag, 'cache-control': 'no-cache', vary: 'accept-encoding' });
    if (headers['if-none-match'] === etag) return reply.code(304).send();
    void reply.type('application/json; charset=utf-8');
    if (plain.length < LEAST_COMPRESSED || !/\bgzip\b/.test(headers['accept-encoding'] ?? '')) return reply.send(plain);
    packed ??= gzipSync(plain, { level: 6 });
    return reply.header('content-encoding', 'gzip').send(packed);
  };
}

/** Answers that hold until `version` gives another number. */
export function createReadyAnswers(version: () => number): (key: string, make: () => string) => ReadyAnswer {
  const most = 64;
  let answers = new Map<string, ReadyAnswer>();
  let current = version();
  return (key, make) => {
    const now = version();
    if (now !== current || answers.size >= most) {
      answers = new Map();
      current = now;
    }
    const known = answers.get(key);
    if (known) return known;
    const text = make();
    const made = readyAnswer(text);
    if (text.length <= MOST_KEPT) answers.set(key, made);
    return made;
  };
}

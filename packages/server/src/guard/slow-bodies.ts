import type { FastifyInstance } from 'fastify';

/** Ends connections whose body stands still: each would hold what its route holds, for ever. */
export function endSlowBodies(app: FastifyInstance, idleMs: number): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { raw } = request;
    const { 'content-length': length, 'transfer-encoding': encoding } = raw.headers;
    if (encoding !== undefined || (length !== undefined && length !== '0')) {
      raw.setTimeout(idleMs, () => raw.destroy());
      // An answer may take its time; once it was given, the time of the socket is another's to set.
      raw.once('end', () => {
        if (!reply.raw.writableEnded) raw.setTimeout(0);
      });
    }
    done();
  });
}

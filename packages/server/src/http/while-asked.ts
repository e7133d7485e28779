import type { FastifyRequest } from 'fastify';
import { HttpError } from '../guard/http-error.js';
import { endOf } from './end-of.js';

/** A signal that aborts when whoever asks goes away, and when the server stops: then nobody wants the answer. */
export function whileAsked({ socket }: FastifyRequest, stopping: AbortSignal): Disposable & { signal: AbortSignal } {
  const over = endOf(stopping);
  socket.once('close', over.abort);
  return {
    signal: over.signal,
    [Symbol.dispose]() {
      socket.off('close', over.abort);
      over[Symbol.dispose]();
    },
  };
}

/** What is answered, mostly to nobody, where the signal of `whileAsked` has aborted. */
export const notWanted = (): HttpError =>
  new HttpError(503, 'stopping', 'the server is stopping, or who asked is gone: ask again');

/** A signal of one connection's own, which also aborts when the server stops. It leaves nothing at the server's. */
export function endOf(stopping: AbortSignal): Disposable & { readonly signal: AbortSignal; abort(): void } {
  const own = new AbortController();
  const abort = (): void => own.abort();
  if (stopping.aborted) abort();
  stopping.addEventListener('abort', abort);
  return { signal: own.signal, abort, [Symbol.dispose]: () => stopping.removeEventListener('abort', abort) };
}

import { createServer } from 'node:net';

/** The first port of `host` from `first` to `last` that nothing listens on; `first` where all are taken. */
export async function freePort(host: string, first: number, last: number): Promise<number> {
  for (let port = first; port <= last; port++) if (await isFree(host, port)) return port;
  return first;
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    // Any other trouble is told of by whoever listens there in earnest.
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'EADDRINUSE'));
    probe.listen({ host, port }, () => probe.close(() => resolve(true)));
  });
}

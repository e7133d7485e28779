import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Context } from './context.js';
import { endOf } from './end-of.js';
import { follow, type Wish } from './follow.js';

/** How often a silent stream says that it is alive, for proxies that cut what is silent. */
const HEARTBEAT_MS = 15_000;

/** Answers with events as they come, as Server-Sent Events, until whoever asked goes away or there are no more. */
export async function serveEventStream(
  context: Context,
  wish: Wish,
  headers: OutgoingHttpHeaders,
  raw: ServerResponse,
): Promise<void> {
  using over = endOf(context.stopping);
  raw.on('close', over.abort);
  raw.writeHead(200, {
    ...headers,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  raw.flushHeaders();
  const heartbeat = setInterval(() => raw.write(':\n\n'), HEARTBEAT_MS);
  try {
    await follow(context, wish, over.signal, {
      send: (text, seq) => void raw.write(`${seq === undefined ? '' : `id: ${seq}\n`}data: ${text}\n\n`),
      isSlow: () => raw.writableNeedDrain,
      drained: (signal) =>
        new Promise((resolve) => {
          const wake = (): void => {
            raw.off('drain', wake);
            signal.removeEventListener('abort', wake);
            resolve(undefined);
          };
          raw.on('drain', wake);
          signal.addEventListener('abort', wake);
        }),
    });
  } finally {
    clearInterval(heartbeat);
    raw.end();
  }
}

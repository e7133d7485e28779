import { connect } from 'node:net';

export type Load = { readonly perSecond: number; readonly p99Ms: number };

/**
 * Sends one request again and again over some connections, each when the answer before has come. Speaks plain HTTP over
 * bare sockets, so that the client costs little beside the server. Throws when an answer has another status than 200.
 */
export async function httpLoad(url: string, options: LoadOptions): Promise<Load> {
  const { hostname, port, host, pathname, search } = new URL(url);
  const { seconds, connections = 8, method = 'GET', body = '' } = options;
  const type = body === '' ? '' : `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`;
  const request = Buffer.from(
    `${method} ${pathname}${search} HTTP/1.1\r\nhost: ${host}\r\naccept-encoding: gzip\r\n${type}\r\n${body}`,
  );
  const times: number[] = [];
  const began = performance.now();
  const until = began + seconds * 1000;
  await Promise.all(Array.from({ length: connections }, () => ask()));
  const took = (performance.now() - began) / 1000;
  times.sort((a, b) => a - b);
  return { perSecond: times.length / took, p99Ms: times[Math.floor(times.length * 0.99)] ?? 0 };

  function ask(): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname);
      let sent = 0;
      let missing = -1;
      const next = (): void => {
        if (performance.now() >= until) return void socket.end(resolve);
        sent = performance.now();
        missing = -1;
        socket.write(request);
      };
      socket.setNoDelay(true);
      socket.on('connect', next);
      socket.on('error', reject);
      socket.on('data', (chunk: Buffer) => {
        if (missing >= 0) missing -= chunk.length;
        else {
          const end = chunk.indexOf('\r\n\r\n');
          const head = chunk.toString('latin1', 0, Math.max(0, end));
          if (!head.startsWith('HTTP/1.1 200')) return void socket.destroy(new Error(`found ${head.slice(0, 300)}`));
          const [, length = '0'] = /content-length: (\d+)/i.exec(head) ?? [];
          missing = Number(length) - (chunk.length - end - 4);
        }
        if (missing > 0) return;
        times.push(performance.now() - sent);
        next();
      });
    });
  }
}

export type LoadOptions = {
  readonly seconds: number;
  readonly connections?: number;
  readonly method?: 'GET' | 'POST';
  readonly body?: string;
};

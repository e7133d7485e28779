import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Finding } from './finding.js';

/** Can `moodwire serve` listen there? */
export async function checkPort(port: number): Promise<Finding> {
  const what = 'port';
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return { what, state: 'ok', found: `${port} is free for moodwire serve` };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE') {
      return {
        what,
        state: 'wrong',
        found: `${port} may not be listened on (${code})`,
        advice: 'use a port above 1023',
      };
    }
    if (await isOurs(port)) return { what, state: 'ok', found: `a moodwire serve listens on ${port}` };
    const advice = 'stop what listens there, or give moodwire serve another --port';
    return { what, state: 'warning', found: `another program listens on ${port}`, advice };
  } finally {
    server.close();
  }
}

async function isOurs(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/health`, { signal: AbortSignal.timeout(2000) });
    return ((await response.json()) as { app?: unknown }).app === 'moodwire';
  } catch {
    return false;
  }
}

import { readFile, writeFile } from 'node:fs/promises';
import { request as plainRequest } from 'node:http';
import { request } from 'node:https';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { CERT, KEY } from './backend-process.js';
import { moodwire } from './moodwire.js';
import { servers } from './served.js';

const { place, serve } = servers();
const TOKEN = '0123456789abcdef0123456789abcdef';

/** What a server answers over TLS. */
async function ask(url: string, headers: Record<string, string> = {}): Promise<{ status: number; body: string }> {
  const ca = await readFile(CERT);
  return new Promise((resolve, reject) => {
    const asked = request(url, { ca, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode!, body }));
    });
    asked.on('error', reject);
    asked.end();
  });
}

describe('a server beyond this machine', () => {
  test('is not started without a token, nor with one that goes in the clear', async () => {
    const none = await moodwire(['serve', '--listen', '0.0.0.0:0']);
    expect(none).toMatchObject({ code: 1, err: expect.stringContaining('give a --token') });
    const clear = await moodwire(['serve', '--listen', '0.0.0.0:0', '--token', TOKEN]);
    expect(clear).toMatchObject({ code: 1, err: expect.stringContaining('in the clear') });
    const short = await moodwire(['serve', '--port', '0', '--token', 'short']);
    expect(short).toMatchObject({ code: 1, err: expect.stringContaining('at least 16') });
  });

  test('takes its token from a file, and answers over TLS whom shows it, also on a WebSocket', async () => {
    const where = await place();
    await writeFile(join(where.folder, 'token'), `${TOKEN}\n`);
    const server = await serve(
      ['--listen', 'localhost:0', '--token-file', 'token', '--cert', CERT, '--key', KEY],
      where,
    );
    expect(server.url).toMatch(/^https:/);
    expect((await ask(`${server.api}/jobs`)).status).toBe(401);
    expect((await ask(`${server.api}/jobs`, { authorization: `Bearer ${TOKEN.replace('0', '1')}` })).status).toBe(401);
    expect((await ask(`${server.api}/jobs`, { authorization: `Bearer ${TOKEN}` })).status).toBe(200);
    expect((await ask(`${server.api}/health`)).status).toBe(200);
    const ca = await readFile(CERT);
    const open = (protocols: string[]): Promise<string> =>
      new Promise((resolve) => {
        const socket = new WebSocket(`${server.api.replace('https', 'wss')}/events`, protocols, { ca });
        socket.on('open', () => {
          resolve(`open ${socket.protocol}`);
          socket.close();
        });
        socket.on('error', (error) => resolve(error.message));
      });
    expect(await open([])).toContain('401');
    // The answer names the protocol, never the token.
    expect(await open(['moodwire.1', `moodwire.token.${TOKEN}`])).toBe('open moodwire.1');
    expect(server.err).not.toContain(TOKEN);
  });

  test('answers at its addresses on all of them, and by the names that it was given', async () => {
    const flags = ['--listen', '0.0.0.0:0', '--token', TOKEN, '--insecure', '--host-name', 'moodwire.example.org'];
    const server = await serve(flags);
    const { port } = new URL(server.url);
    const headers = { authorization: `Bearer ${TOKEN}` };
    const own = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
    for (const { address } of own.filter(({ family }) => family === 'IPv4')) {
      expect((await fetch(`http://${address}:${port}/api/v1/jobs`, { headers })).status).toBe(200);
    }
    const named = (host: string): Promise<number> =>
      new Promise((resolve, reject) => {
        const asked = plainRequest(`${server.api}/jobs`, { headers: { ...headers, host } }, (response) => {
          response.resume();
          resolve(response.statusCode!);
        });
        asked.on('error', reject);
        asked.end();
      });
    expect(await named('moodwire.example.org')).toBe(200);
    expect(await named('evil.example.org')).toBe(421);
    expect(await named(`evil.example.org:${port}`)).toBe(421);
  });
});

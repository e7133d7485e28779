import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import {
  appExchange,
  type Block,
  blocksOf,
  DOCUMENT,
  documentBackend,
  framesOf,
  SESSION,
  VALUE,
  WORKSPACE,
} from './exchange.js';
import { later, until } from './link.js';
import { chunk, digestOf, encodeValue, frame } from './protocol-client.js';

const blocks = blocksOf(DOCUMENT);
const all = (from: Block['from']): Buffer =>
  Buffer.concat(blocks.filter((block) => block.from === from).map(({ bytes }) => bytes));
/** The session has another name each time. */
const named = (bytes: Buffer): string =>
  bytes.toString('latin1').replace(/"session":"[0-9a-f]{32}"/, `"session":"${SESSION}"`);

test('the document shows a whole exchange', () => {
  expect(blocks.map(({ from }) => from).join()).toBe(
    'client,backend,client,backend,client,backend,client,backend,client,backend',
  );
});

test('a backend answers the bytes of the document with the bytes of the document', async () => {
  const socket = connect(await documentBackend(), '127.0.0.1');
  later(() => socket.destroy());
  const closed = once(socket, 'close');
  let heard = Buffer.alloc(0);
  socket.on('data', (bytes) => {
    heard = Buffer.concat([heard, bytes]);
  });
  for (const { from, bytes } of blocks) {
    if (from === 'client') socket.write(bytes);
    else {
      await until(() => heard.length >= bytes.length, 'the backend answered');
      expect(named(heard.subarray(0, bytes.length))).toBe(bytes.toString('latin1'));
      heard = heard.subarray(bytes.length);
    }
  }
  await closed;
  expect(heard).toHaveLength(0);
});

test('the client of the app says and hears the frames of the document', async () => {
  const { sent, heard } = await appExchange(await documentBackend());
  expect(named(framesOf(heard))).toBe(framesOf(all('backend')).toString('latin1'));
  expect(framesOf(sent).toString('latin1')).toBe(framesOf(all('client')).toString('latin1'));
});

test('the client written from the document makes the same put and chunk', () => {
  const { description, content } = encodeValue(VALUE);
  const put = JSON.stringify({ op: 'put', digest: digestOf(VALUE), ...description, transfer: 1 });
  const none = Buffer.alloc(4);
  const bytes = Buffer.concat([frame(1, Buffer.from(put), none), frame(2, chunk(1, 0, content), none)]);
  expect(all('client').includes(bytes)).toBe(true);
  expect(all('client').includes(WORKSPACE)).toBe(true);
});

test('the document has every message that there is, and each of its examples is one', () => {
  const source = readFileSync(new URL('../../packages/engine/src/protocol/messages.ts', import.meta.url), 'utf8');
  const known = new Set([...source.matchAll(/op: z\.literal\('(\w+)'\)/g)].map(([, op]) => op!));
  const shown = new Set([...DOCUMENT.matchAll(/"op":"(\w+)"/g)].map(([, op]) => op!));
  expect([...shown].sort()).toEqual([...known].sort());
});

test('the digest that the document works out is right', () => {
  const [, text] = /`\{"a":1\}` is\s+`sha\("(.*?)"\)`/.exec(DOCUMENT)!;
  expect(createHash('sha256').update(text!).digest('hex')).toBe(digestOf({ a: 1 }));
});

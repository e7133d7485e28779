import { z } from 'zod';
import { ELEMENT_BYTES, type ElementType } from '../value/safetensors.js';
import type { Json } from '../value/value.js';
import { ProtocolError } from './pipe.js';

export const PROTOCOL = 1;

/** What no message may exceed; the other limits are told in `welcome`. */
const MOST_DIGESTS = 10_000;
const MOST_ARRAYS = 10_000;
const MOST_NODES = 10_000;
const MOST_LEVELS = 64;
const MOST_ASKED = 100;

const number = z.int().nonnegative();
const text = z.string().max(100_000);
const name = z.string().min(1).max(256);
/** 64 hex digits of SHA-256; what stands behind a dot keeps apart what two clients call by the same name. */
const digest = z.string().regex(/^[0-9a-f]{64}(\.\d{1,9})?$/, 'a digest');
const secret = z.string().regex(/^[0-9a-f]{64}$/, '64 hex digits');
const json = z.custom<Json>((value) => value !== undefined);
const params = z.record(name, json);
const handle = z.object({ digest, bytes: number });
const dtypes = Object.keys(ELEMENT_BYTES) as [ElementType, ...ElementType[]];
const described = {
  value: z.unknown(),
  arrays: z.array(z.object({ dtype: z.enum(dtypes), shape: z.array(number).max(64) })).max(MOST_ARRAYS),
  bytes: number,
  transfer: number.optional(),
};
const source = z.union([z.object({ digest, bytes: number.optional() }), z.object({ node: number, output: name })]);
const node = z.object({ type: name, params, inputs: z.record(name, z.union([source, z.array(source).max(100_000)])) });
const file = z.object({ path: z.string().min(1).max(1024), sha256: secret, bytes: number });
const received = { received: number, transfers: z.record(z.string(), number) };
const digests = z.array(digest).max(MOST_DIGESTS);
const why = { message: text, isExpected: z.boolean(), stack: text.optional() };

const both = [
  z.object({ op: z.literal('ack'), received: number }),
  z.object({ op: z.literal('credit'), bytes: number }),
  z.object({ op: z.literal('got'), transfer: number }),
] as const;

const fromClient = z.discriminatedUnion('op', [
  ...both,
  z.object({ op: z.literal('put'), digest, ...described }),
  z.object({ op: z.literal('have'), id: number, digests }),
  z.object({ op: z.literal('get'), id: number, digest }),
  z.object({ op: z.literal('release'), digests: z.record(digest, number) }),
  z.object({
    op: z.literal('run'),
    id: number,
    priority: z.number(),
    group: z.string().max(64).optional(),
    previews: z.boolean().optional(),
    nodes: z.array(node).min(1).max(MOST_NODES),
  }),
  z.object({ op: z.literal('cancel'), id: number }),
  z.object({
    op: z.literal('fingerprint'),
    id: number,
    nodes: z.array(z.object({ type: name, params })).max(MOST_ASKED),
  }),
  z.object({ op: z.literal('model'), id: number, name, files: z.array(file).max(1000) }),
  z.object({
    op: z.literal('file'),
    id: number,
    sha256: secret,
    from: number,
    bytes: number,
    transfer: number.optional(),
  }),
  z.object({ op: z.literal('stats'), id: number }),
  z.object({ op: z.literal('install'), id: number, name, files: z.array(file).max(1000) }),
  z.object({ op: z.literal('bye') }),
]);

const fromBackend = z.discriminatedUnion('op', [
  ...both,
  z.object({ op: z.literal('has'), id: number, digests }),
  z.object({ op: z.literal('value'), id: number, digest, ...described }),
  z.object({ op: z.literal('lost'), digests }),
  z.object({ op: z.literal('progress'), id: number, node: number, done: z.number(), total: z.number() }),
  z.object({ op: z.literal('preview'), id: number, node: number, ...described }),
  z.object({ op: z.literal('done'), id: number, node: number, results: z.record(name, handle) }),
  z.object({ op: z.literal('failed'), id: number, node: number, ...why }),
  z.object({ op: z.literal('ended'), id: number }),
  z.object({
    op: z.literal('fingerprints'),
    id: number,
    fingerprints: z.array(z.union([z.object({ is: text }), z.object(why)])),
  }),
  z.object({ op: z.literal('need'), id: number, files: z.array(z.object({ sha256: secret, from: number })) }),
  z.object({ op: z.literal('took'), id: number }),
  z.object({ op: z.literal('installed'), id: number, name }),
  z.object({ op: z.literal('stats'), id: number, stats: z.unknown() }),
  z.object({ op: z.literal('error'), id: number, ...why }),
  z.object({ op: z.literal('refused'), message: text }),
]);

const hello = z.object({
  op: z.literal('hello'),
  protocol: z.int(),
  agent: z.string().max(200),
  workspace: secret,
  session: z.string().max(200).nullable(),
  ...received,
});

const limits = z.object({ message: number, value: number, nodes: number, transfers: number });
const device = z.looseObject({ name: text, provider: text });

const greeting = z.discriminatedUnion('op', [
  z.object({
    op: z.literal('welcome'),
    protocol: z.int(),
    agent: z.string().max(200),
    session: z.string().max(200),
    isResumed: z.boolean(),
    isEmpty: z.boolean(),
    window: number,
    slots: number,
    limits,
    nodes: z.record(name, z.number()),
    devices: z.array(device).max(1000),
    ...received,
  }),
  z.object({ op: z.literal('refused'), message: text }),
]);

export type FromClient = z.infer<typeof fromClient>;
export type FromBackend = z.infer<typeof fromBackend>;
export type Hello = z.infer<typeof hello>;
export type Welcome = Extract<z.infer<typeof greeting>, { op: 'welcome' }>;
export type Limits = z.infer<typeof limits>;
export type DeviceInfo = z.infer<typeof device>;
/** A message as it is written. */
export type Message = { readonly op: string; readonly [field: string]: unknown };

/** Where one side stands when a pipe begins: what it has received, and how much of what is still on its way. */
export type Received = Pick<Hello, 'received' | 'transfers'>;

function parse<T>(schema: z.ZodType<T>, message: string): T {
  let body: unknown;
  try {
    body = JSON.parse(message);
  } catch {
    throw new ProtocolError('a control message that is no JSON');
  }
  checkDepth(body, 0);
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const op = typeof body === 'object' && body !== null && 'op' in body ? String(body.op).slice(0, 40) : 'none';
  throw new ProtocolError(
    `the message "${op}" at ${issue.path.join('.') || 'its top'}: ${issue.message.slice(0, 300)}`,
  );
}

function checkDepth(value: unknown, level: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (level === MOST_LEVELS) throw new ProtocolError(`a control message of more than ${MOST_LEVELS} levels`);
  for (const item of Object.values(value)) checkDepth(item, level + 1);
}

export const parseFromClient = (message: string): FromClient => parse(fromClient, message);
export const parseFromBackend = (message: string): FromBackend => parse(fromBackend, message);
export const parseHello = (message: string): Hello => parse(hello, message);
export const parseGreeting = (message: string): z.infer<typeof greeting> => parse(greeting, message);

import { MoodwireError, messageOf } from '../node/failure.js';
import type { Channel } from '../protocol/channel.js';
import type { FromClient, Message } from '../protocol/messages.js';
import { ProtocolError } from '../protocol/pipe.js';
import type { Value } from '../value/value.js';
import type { ServerOptions } from './server-options.js';
import type { Shelf } from './shelf.js';

/** How many may wait for an answer. */
const MOST_WAITING = 1024;
/** Values that are sent at once are in memory meanwhile: two of any size, or more of which all are no larger than this. */
const FEW_SENDING = 2;
const MOST_SENDING = 64;
const MOST_SENDING_BYTES = 16 * 2 ** 20;

type Request = Extract<FromClient, { readonly id: number }>;

/** Answers what a client asks beside runs. */
export function createRequests({
  channel,
  shelf,
  options,
  send,
  sendValue,
  stats,
}: {
  readonly channel: Channel;
  readonly shelf: Shelf;
  readonly options: ServerOptions;
  send(message: Message): void;
  sendValue(message: Message, value: Value, onOver: () => void): void;
  stats(): unknown;
}) {
  const { holdings, worker, models } = options;
  let waiting = 0;
  let sending = 0;
  let sendingBytes = 0;
  let isOver = false;
  const queue: { readonly bytes: number; send(): Promise<void> }[] = [];

  async function get({ id, digest }: Extract<Request, { op: 'get' }>): Promise<void> {
    const entry = shelf.get(digest);
    if (!entry) throw new Error(`the backend does not hold ${digest.slice(0, 12)}`);
    shelf.hold(entry);
    try {
      await entry.arrival;
      const value = await holdings.read(entry.held!);
      await new Promise<void>((resolve) => sendValue({ op: 'value', id, digest }, value, resolve));
      holdings.unload(entry.held!);
    } finally {
      shelf.drop(entry);
    }
  }

  function pump(): void {
    for (let next = queue[0]; next && !isOver && maySend(next.bytes); next = queue[0]) {
      const { bytes, send } = next;
      queue.shift();
      sending++;
      sendingBytes += bytes;
      void send().finally(() => {
        sending--;
        sendingBytes -= bytes;
        pump();
      });
    }
  }

  const maySend = (bytes: number): boolean =>
    sending < FEW_SENDING || (sending < MOST_SENDING && sendingBytes + bytes <= MOST_SENDING_BYTES);

  async function answer(message: Request): Promise<Message | undefined> {
    switch (message.op) {
      case 'fingerprint': {
        const asked = await Promise.allSettled(message.nodes.map((node) => worker.fingerprint(node)));
        const fingerprints = asked.map((one) =>
          one.status === 'fulfilled'
            ? { is: one.value }
            : { message: messageOf(one.reason), isExpected: one.reason instanceof MoodwireError },
        );
        return { op: 'fingerprints', fingerprints };
      }
      case 'stats':
        return { op: 'stats', stats: stats() };
      case 'model':
        return { op: 'need', files: await store().offer(message.name, message.files) };
      case 'file': {
        let file: ReturnType<NonNullable<ServerOptions['models']>['write']>;
        try {
          file = store().write(message.sha256, message.from, message.bytes);
        } catch (error) {
          // Its bytes come all the same, and are no fault of the client's.
          if (message.transfer !== undefined)
            channel.expect(message.transfer, message.bytes, undefined).catch(() => {});
          throw error;
        }
        try {
          if (message.transfer === undefined) throw new ProtocolError('a file without a transfer');
          await channel.expect(message.transfer, message.bytes, undefined, file.take);
        } catch (error) {
          file.cancel();
          throw error;
        }
        await file.done();
        return { op: 'took' };
      }
      case 'install':
        await store().install(message.name, message.files);
        return { op: 'installed', name: message.name };
      default:
        throw new ProtocolError(`a message "${message.op}" that is no request`);
    }
  }

  function store(): NonNullable<ServerOptions['models']> {
    if (models) return models;
    throw new MoodwireError('this backend takes no models: put them into its models folder');
  }

  async function respond(message: Request): Promise<void> {
    try {
      if (message.op === 'get') await get(message);
      else {
        const said = await answer(message);
        if (said) send({ ...said, id: message.id });
      }
    } catch (error) {
      const why = messageOf(error).slice(0, 10_000);
      send({ op: 'error', id: message.id, message: why, isExpected: error instanceof MoodwireError });
    } finally {
      waiting--;
    }
  }

  return {
    handle(message: Request): void {
      if (++waiting > MOST_WAITING) throw new ProtocolError(`more than ${MOST_WAITING} requests at once`);
      if (message.op !== 'get') void respond(message);
      else {
        queue.push({ bytes: shelf.get(message.digest)?.bytes ?? 0, send: () => respond(message) });
        pump();
      }
    },
    end(): void {
      isOver = true;
      queue.length = 0;
    },
  };
}

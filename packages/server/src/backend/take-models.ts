import { MoodwireError, type ModelStore as ProtocolStore } from '@moodwire/engine';
import type { FileWriter } from '../model/partial-file.js';
import type { ModelStore } from '../model/received-models.js';

/** A file comes in parts; one that is not gone on with for so long is closed, and can be resumed. */
const IDLE_MS = 30_000;
const MOST_PART_BYTES = 64 * 2 ** 20;
const MOST_OPEN = 16;
/** What has been said to come and is not written yet. */
const MOST_UNWRITTEN = 128 * 2 ** 20;

type OpenFile = { writer: Promise<FileWriter>; at: number; timer: NodeJS.Timeout | undefined };

/** The store of received models, as the protocol fills it: in parts, whose bytes come chunk by chunk. */
export function takeModels(store: ModelStore): ProtocolStore {
  const files = new Map<string, OpenFile>();
  let unwritten = 0;

  function close(sha256: string, file: OpenFile): Promise<void> {
    clearTimeout(file.timer);
    if (files.get(sha256) === file) files.delete(sha256);
    return file.writer.then((writer) => writer.stop()).catch(() => {});
  }

  function open(sha256: string, from: number): OpenFile {
    const known = files.get(sha256);
    if (known?.at === from) return known;
    // Who began it has gone, or is behind.
    const before = known && close(sha256, known);
    if (files.size >= MOST_OPEN) throw new MoodwireError('too many files of models come at once: try again later');
    const writer = before ? before.then(() => store.write(sha256, from)) : store.write(sha256, from);
    const file: OpenFile = { writer, at: from, timer: undefined };
    writer.catch(() => files.get(sha256) === file && files.delete(sha256));
    files.set(sha256, file);
    return file;
  }

  return {
    offer: store.offer,
    install: store.install,
    write(sha256, from, bytes) {
      if (bytes > MOST_PART_BYTES)
        throw new MoodwireError(`a part of ${bytes} bytes, expected ${MOST_PART_BYTES} at most`);
      if (unwritten + bytes > MOST_UNWRITTEN)
        throw new MoodwireError('too much of models comes at once: send one part after the other');
      const file = open(sha256, from);
      unwritten += bytes;
      let isOver = false;
      const over = (): void => {
        if (!isOver) unwritten -= bytes;
        isOver = true;
      };
      clearTimeout(file.timer);
      file.at = from + bytes;
      let written: Promise<unknown> = file.writer;
      written.catch(() => {});
      return {
        take(chunk) {
          const own = Uint8Array.from(chunk);
          written = Promise.all([file.writer, written]).then(([writer]) => writer.write(own));
          written.catch(() => {}); // `done` tells
        },
        async done() {
          try {
            await written;
            const writer = await file.writer;
            if (writer.missing() === 0) {
              files.delete(sha256);
              await writer.end();
              return;
            }
          } catch (error) {
            void close(sha256, file);
            throw error;
          } finally {
            over();
          }
          file.timer = setTimeout(() => void close(sha256, file), IDLE_MS);
          file.timer.unref();
        },
        cancel() {
          over();
          void close(sha256, file);
        },
      };
    },
  };
}

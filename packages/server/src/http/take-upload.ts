import type { Readable } from 'node:stream';
import { FilesFullError, FileTooLargeError, type StoredFile } from '../files/file-store.js';
import { checkUpload } from '../guard/check-upload.js';
import { HttpError } from '../guard/http-error.js';
import type { Context } from './context.js';

/** Stores what a client sends. What would be refused as a picture is refused here, and not kept. */
export async function takeUpload(
  { files, mostUpload }: Pick<Context, 'files' | 'mostUpload'>,
  source: Readable,
  name: string,
): Promise<StoredFile> {
  try {
    const file = await files.put(bytesOf(source), { name, origin: 'upload', maxBytes: mostUpload });
    try {
      await checkUpload(await files.path(file.id));
    } catch (error) {
      await files.remove(file.id);
      throw error;
    }
    return file;
  } catch (error) {
    if (error instanceof FilesFullError) throw new HttpError(507, 'files-full', error.message);
    if (error instanceof FileTooLargeError) throw new HttpError(413, 'too-large', error.message);
    throw error;
  }
}

/** A request that is destroyed while it still comes would leave its connection neither open nor closed. */
const bytesOf = (source: Readable): AsyncIterable<Uint8Array> => ({
  [Symbol.asyncIterator]: () => source.iterator({ destroyOnReturn: false }),
});

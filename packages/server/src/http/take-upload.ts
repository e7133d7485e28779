import { FilesFullError, type StoredFile } from '../files/file-store.js';
import { checkUpload } from '../guard/check-upload.js';
import { HttpError } from '../guard/http-error.js';
import type { Context } from './context.js';

/** Stores what a client sends. What would be refused as a picture is refused here, and not kept. */
export async function takeUpload(
  { files, mostUpload }: Pick<Context, 'files' | 'mostUpload'>,
  source: AsyncIterable<Uint8Array>,
  name: string,
): Promise<StoredFile> {
  try {
    const file = await files.put(source, { name, origin: 'upload', maxBytes: mostUpload });
    try {
      await checkUpload(await files.path(file.id));
    } catch (error) {
      await files.remove(file.id);
      throw error;
    }
    return file;
  } catch (error) {
    if (error instanceof FilesFullError) throw new HttpError(507, 'files-full', error.message);
    throw error;
  }
}

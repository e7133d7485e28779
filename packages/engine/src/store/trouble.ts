import { messageOf } from '../node/failure.js';

const SPACE = 'Free some space with `moodwire cache clear`, or set MOODWIRE_CACHE_DIR to a folder on another disk';
const PLACE = 'Make it writable, or set MOODWIRE_CACHE_DIR to a folder that can be written';

/** What codes of the system mean, and what to do about each. */
const MEANINGS: Readonly<Record<string, readonly [meaning: string, advice: string]>> = {
  ENOSPC: ['the disk is full', SPACE],
  EDQUOT: ['your share of the disk is used up', SPACE],
  EFBIG: ['files may not grow that large here', 'Set MOODWIRE_CACHE_DIR to a folder where they may'],
  EROFS: ['the disk is read-only', PLACE],
  EACCES: ['writing is not permitted', PLACE],
  EPERM: ['writing is not permitted', PLACE],
  ENOTDIR: ['a part of this path is a file', 'Set MOODWIRE_CACHE_DIR to a folder'],
};

/** An error of the system, such as a full disk, and not of what was to be written. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string';
}

/** Is what was read not what was written? Not so when the system just could not read it now. A link gives ELOOP. */
export const isWrongFile = (error: unknown): boolean => !isSystemError(error) || error.code === 'ELOOP';

/** Why results cannot be kept in `folder`, and what to do about it. */
export function troubleText(folder: string, error: NodeJS.ErrnoException & { code: string }): string {
  const known = Object.hasOwn(MEANINGS, error.code) ? MEANINGS[error.code] : undefined;
  const [meaning, advice] = known ?? [messageOf(error), PLACE];
  return `results are not kept in ${folder}: ${meaning} (${error.code}). ${advice}`;
}

import type { Writable } from 'node:stream';
import { encodeFrame } from '@moodwire/engine';
import type { FromDevice, ToDevice } from './messages.js';

/** Writes one message; its pieces go out in one call of the system. */
export function writeFrame(stream: Writable, message: ToDevice | FromDevice): void {
  stream.cork();
  for (const piece of encodeFrame(message)) stream.write(piece);
  stream.uncork();
}

import { MoodwireError } from '@moodwire/engine';

/** A refusal with its status and a code for programs; the message is for people. */
export class HttpError extends MoodwireError {
  override readonly name = 'HttpError';
  constructor(
    readonly statusCode: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

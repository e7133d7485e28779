/** An error whose message was written for the person at the keyboard: what was found, what was expected, what to do. */
export class MoodwireError extends Error {
  override readonly name = 'MoodwireError';
}

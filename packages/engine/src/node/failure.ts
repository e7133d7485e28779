/** An error whose message was written for the person at the keyboard: what was found, what was expected, what to do. */
export class MoodwireError extends Error {
  override readonly name: string = 'MoodwireError';
}

/** The message of anything that may be thrown. */
export function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? String(error.message) : String(error);
  } catch {
    return 'something was thrown that has no text';
  }
}

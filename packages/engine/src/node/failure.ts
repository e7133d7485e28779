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

const DEEPEST = 8;
const LONGEST = 16_000;

/** The stack of what was thrown, and below it those of what caused it, for whoever mends the code. */
export function stackText(error: unknown): string {
  const parts: string[] = [];
  try {
    for (let at = error; at !== undefined && parts.length < DEEPEST; at = at instanceof Error ? at.cause : undefined) {
      const text = at instanceof Error ? (at.stack ?? `${at.name}: ${at.message}`) : String(at);
      parts.push(parts.length > 0 ? `caused by ${text}` : text);
    }
  } catch {
    parts.push('something was thrown that cannot be read');
  }
  return parts.join('\n').slice(0, LONGEST);
}

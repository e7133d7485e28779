/** Control characters as `\x1b`, so that no name of a file breaks a line or commands the terminal. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (sign) => `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

export const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** One line of `--json`. */
export const printEvent = (event: Readonly<Record<string, unknown>>): void => print(JSON.stringify(event));

/** The last word of `--json` on what went wrong. */
export const errorEvent = (message: string, stacks: readonly string[]): Readonly<Record<string, unknown>> => ({
  event: 'error',
  message,
  ...(stacks.length > 0 ? { stack: stacks.join('\n') } : {}),
});

/** Says what went wrong on standard error, in one line or several, each with the stack below it that `stacks` has. */
export function tellError(message: string, stacks: readonly string[] = []): void {
  for (const [at, line] of message.split('\n').entries()) {
    process.stderr.write(`moodwire: ${printable(line)}\n`);
    for (const one of stacks[at]?.split('\n') ?? []) process.stderr.write(`  ${printable(one)}\n`);
  }
}

/** Control characters as `\x1b`, so that no name of a file breaks a line or commands the terminal. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (sign) => `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

export const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** One line of `--json`. */
export const printEvent = (event: Readonly<Record<string, unknown>>): void => print(JSON.stringify(event));

/** Says what went wrong on standard error, in one line or several. */
export function tellError(message: string): void {
  for (const line of message.split('\n')) process.stderr.write(`moodwire: ${printable(line)}\n`);
}

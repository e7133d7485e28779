import { didYouMean } from '@moodwire/engine';
import { benchEdit } from '../bench/edit.js';
import { CommandError, EXIT } from './exit.js';

const BENCHES = { edit: benchEdit } as const;

/** `moodwire bench`: measures on this machine and prints ratios. */
export async function benchCommand(name: string): Promise<void> {
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  if (!Object.hasOwn(BENCHES, name)) {
    const names = Object.keys(BENCHES);
    throw new CommandError(
      `no benchmark "${name}": expected ${names.join(', ')}.${didYouMean(name, names)}`,
      EXIT.usage,
    );
  }
  await BENCHES[name as keyof typeof BENCHES](print);
}

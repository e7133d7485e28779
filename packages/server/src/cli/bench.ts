import { didYouMean } from '@moodwire/engine';
import { benchEdit } from '../bench/edit.js';
import { benchEngine, type EngineBenchFlags } from '../bench/engine.js';
import { CommandError, EXIT } from './exit.js';

const BENCHES = ['edit', 'engine'] as const;

/** `moodwire bench`: measures on this machine and prints ratios. */
export async function benchCommand(name: string, flags: EngineBenchFlags): Promise<void> {
  const bench = BENCHES.find((known) => known === name);
  if (bench === undefined) {
    throw new CommandError(
      `no benchmark "${name}": expected ${BENCHES.join(', ')}.${didYouMean(name, BENCHES)}`,
      EXIT.usage,
    );
  }
  if (bench === 'engine') return benchEngine(flags, (line) => void process.stderr.write(`${line}\n`));
  for (const flag of Object.keys(flags)) {
    throw new CommandError(`bench edit takes no --${flag}: only bench engine does.`, EXIT.usage);
  }
  await benchEdit((line) => void process.stdout.write(`${line}\n`));
}

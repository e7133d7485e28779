import { didYouMean } from '@moodwire/engine';
import { benchEdit } from '../bench/edit.js';
import { benchEditor } from '../bench/editor.js';
import { benchEngine } from '../bench/engine.js';
import { benchRemote } from '../bench/remote.js';
import { benchServer } from '../bench/server.js';
import { benchTransport } from '../bench/transport.js';
import { CommandError, EXIT } from './exit.js';

export type BenchFlags = {
  readonly quick?: boolean;
  readonly json?: boolean;
  readonly rtt?: number;
  readonly minutes?: number;
};

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Each with the flags that it takes. */
const BENCHES = {
  edit: { flags: [], run: () => benchEdit(say) },
  editor: { flags: ['quick', 'json'], run: (flags: BenchFlags) => benchEditor(flags) },
  engine: {
    flags: ['quick', 'json'],
    run: (flags: BenchFlags) => benchEngine(flags, (line) => void process.stderr.write(`${line}\n`)),
  },
  transport: { flags: ['quick', 'json'], run: (flags: BenchFlags) => benchTransport(flags, say) },
  remote: { flags: ['quick', 'json', 'rtt'], run: (flags: BenchFlags) => benchRemote({ rtt: 50, ...flags }, say) },
  server: { flags: ['quick', 'json', 'minutes'], run: (flags: BenchFlags) => benchServer(flags, say) },
} as const;
const NAMES = Object.keys(BENCHES) as (keyof typeof BENCHES)[];

/** `moodwire bench`: measures on this machine and prints ratios. */
export async function benchCommand(given: string, flags: BenchFlags): Promise<void> {
  const name = NAMES.find((known) => known === given);
  if (name === undefined) {
    throw new CommandError(
      `no benchmark "${given}": expected ${NAMES.join(', ')}.${didYouMean(given, NAMES)}`,
      EXIT.usage,
    );
  }
  const bench = BENCHES[name];
  const taken: readonly string[] = bench.flags;
  for (const flag of Object.keys(flags)) {
    if (taken.includes(flag)) continue;
    const whose = NAMES.filter((other) => (BENCHES[other].flags as readonly string[]).includes(flag));
    throw new CommandError(`bench ${name} takes no --${flag}: only bench ${whose.join(', ')}.`, EXIT.usage);
  }
  await bench.run(flags);
}

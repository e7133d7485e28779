import { EMOTIONS, MoodwireError, stackText } from '@moodwire/engine';
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { sizeText } from '../text/size.js';
import type { BackendFlags } from './backend.js';
import type { BenchFlags } from './bench.js';
import type { CacheAction } from './cache.js';
import type { DoctorFlags } from './doctor.js';
import type { EditFlags } from './edit.js';
import { CommandError, EXIT } from './exit.js';
import type { ModelsFlags } from './models.js';
import type { RunFlags } from './run.js';
import { errorEvent, printable, printEvent, tellError } from './say.js';
import type { ServeFlags } from './serve.js';
import { endOnStray } from './stray.js';
import { unheard } from './unheard.js';

// A command's own code is imported when the command is given: --help and a mistyped option need none of it.

const collect = (value: string, before: readonly string[]): string[] => [...before, value];

function between(min: number, max: number, whole: boolean): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
    throw new InvalidArgumentError(`Expected ${whole ? 'a whole number' : 'a number'} from ${min} to ${max}.`);
  };
}

function bytesFrom(min: number): (text: string) => number {
  return (text) => {
    const [, value, unit = ''] = /^(\d{1,15}(?:\.\d+)?) ?([kMGT]?)B?$/i.exec(text) ?? [];
    const bytes = Math.floor(Number(value) * 1000 ** ['', 'k', 'm', 'g', 't'].indexOf(unit.toLowerCase()));
    if (value !== undefined && bytes >= min && Number.isSafeInteger(bytes)) return bytes;
    throw new InvalidArgumentError(`Expected a size such as 500M or 8G${min > 0 ? `, ${sizeText(min)} or more` : ''}.`);
  };
}

/** Less holds no picture. */
const LEAST_MEMORY = 16_000_000;

const NO_CACHE = 'compute all anew; without it results are kept on disk and used again (see moodwire cache)';

const NO_WORKFLOW = 'let pictures not carry the graph that made them, and keep no copy of the photos';

const INSECURE = 'let the token go over the network in the clear';

/** The options of commands that may have others run the networks. */
function withBackends(command: Command): Command {
  const token = new Option('--token <token>', 'what the backends were started with').env('MOODWIRE_TOKEN');
  return command
    .option('--backend <url>', 'run the networks there, such as ws://192.168.1.20:8190 (repeatable)', collect, [])
    .addOption(token)
    .option('--ca <file>', "certificates to trust for wss://, beside the system's")
    .option('--insecure', INSECURE)
    .option('--push-models', 'send the backends the models that they lack');
}

const program = new Command('moodwire')
  .description('Edit the emotion of a picture and keep its content, with graphs that run anywhere.')
  .version('0.1.0')
  .option('--config <file>', 'the config that names packs, in place of the nearest moodwire.config.mjs')
  .option('--no-config', 'load no packs from outside')
  .option('--debug', 'with each failure, where in the code it arose')
  .configureHelp({ showGlobalOptions: true })
  .showHelpAfterError('(--help shows examples)')
  .exitOverride();

/** The options of the app itself, which stand before or after a command. */
const appFlags = (): { config?: string | false; debug: boolean } => {
  const { config, debug = false } = program.opts<{ config: string | boolean; debug?: boolean }>();
  return { debug, ...(config === true ? {} : { config }) };
};

withBackends(program.command('edit'))
  .description('edit the emotion of photos; the results lie beside the originals')
  .argument('<photo...>', 'JPEG, PNG, WebP, AVIF, TIFF or GIF')
  .requiredOption('-e, --emotion <name>', EMOTIONS.join(', '))
  .option('-s, --strength <0..1>', 'how much of the change to apply; 0 gives the photo', between(0, 1, false), 1)
  .option('--seed <n>', 'another seed, another variation', between(0, 0xffffffff, true), 0)
  .option(
    '-o, --out <file|folder>',
    'where to write, in place of beside the original; a folder that is not there is made of NAME/',
  )
  .option('--force', 'replace a file that exists, in place of adding a number to the name')
  .option('--no-cache', NO_CACHE)
  .option('--strip', 'leave metadata out; without it EXIF is kept, but for where the photo was taken')
  .option('--no-workflow', NO_WORKFLOW)
  .option('--json', 'one event a line, as JSON')
  .option('-q, --quiet', 'no progress, only where the pictures are')
  .addHelpText(
    'after',
    `
Examples:
  moodwire edit photo.jpg --emotion awe
  moodwire edit *.jpg --emotion contentment --strength 0.6 -o edited/
  moodwire edit photo.jpg --emotion sadness --strip -o for-the-web.webp`,
  )
  .action(async (photos: string[], flags: EditFlags) => {
    const { editCommand } = await import('./edit.js');
    await editCommand(photos, { ...flags, ...appFlags() });
  });

withBackends(program.command('run'))
  .description('run a saved graph')
  .argument(
    '<graph>',
    'a saved graph, a picture that carries one, or the short name of one that ships, such as affective-edit',
  )
  .option('--in <name=value>', 'set an input of the graph (repeatable)', collect, [])
  .option('--out <name=file>', 'write an output of the graph to a file, replacing it (repeatable)', collect, [])
  .option(
    '--only <node>',
    'run this node, by its name or by its path in subgraphs, and what it needs (repeatable)',
    collect,
    [],
  )
  .option('--no-cache', NO_CACHE)
  .option('--no-workflow', NO_WORKFLOW)
  .option('--json', 'one event a line, as JSON')
  .option('-q, --quiet', 'no progress, only the results')
  .addHelpText(
    'after',
    `
All outputs of the graph are made; --out says where one of them goes, and --only limits the run. What a graph names
itself is read and written in its own folder; what a shipped graph writes goes below the current folder.

Examples:
  moodwire run graphs/affective-edit.json --in photo=photo.jpg --in emotion=sadness --in strength=.7 --out image=out.jpg
  moodwire run emotion-sheet --in photo=photo.jpg --out image=sheet.jpg
  moodwire run photo-awe.jpg --out image=again.png`,
  )
  .action(async (graph: string, flags: RunFlags) => {
    const { runCommand } = await import('./run.js');
    await runCommand(graph, { ...flags, ...appFlags() });
  });

program
  .command('serve')
  .description('the editor in the browser, and the API that takes jobs over HTTP and WebSocket')
  .option('--port <n>', 'on this machine alone; 8188 unless given', between(0, 65_535, true))
  .option('--listen <host:port>', 'where others can reach it too; wants a token')
  .addOption(new Option('--token <token>', 'what clients must show').env('MOODWIRE_TOKEN'))
  .option('--token-file <file>', 'a file that holds the token')
  .option('--cert <file>', 'certificate for TLS, as PEM')
  .option('--key <file>', 'its key')
  .option('--insecure', INSECURE)
  .option('--host-name <name>', 'a name that it is called by, such as moodwire.example.org (repeatable)', collect, [])
  .option('--backend <url>', 'run the networks there, such as ws://192.168.1.20:8190 (repeatable)', collect, [])
  .option('--backend-token <token>', 'what the backends were started with')
  .option('--backend-ca <file>', "certificates to trust for wss://, beside the system's")
  .option('--backend-insecure', "let the backends' token go over the network in the clear")
  .option('--jobs <n>', 'how many run at once; by the memory there is unless given', between(1, 64, true))
  .option('--max-queue <n>', 'how many may wait; more are refused', between(1, 100_000, true), 1000)
  .option('--history <n>', 'how many ended jobs are kept, with their results', between(0, 1_000_000, true), 20_000)
  .option('--max-upload <size>', 'of one file, such as 500M', bytesFrom(1), 2 ** 30)
  .option('--grace <seconds>', 'how long jobs may go on when it is stopped', between(0, 3600, false), 10)
  .option('--open', 'open the editor in the browser; if 8188 is taken and no port is given, the next free one is used')
  .option('--json', 'where it listens, as JSON')
  .option('-q, --quiet', 'no log')
  .addHelpText(
    'after',
    `
Ctrl-C stops it; jobs that wait or run go on when it is back, also after a crash. The log goes to standard error, one
JSON object a line. Beyond this machine a token is needed, and a certificate or --insecure.

Examples:
  moodwire serve
  moodwire serve --open
  moodwire serve --port 9000 --backend ws://192.168.1.20:8190 --backend-token "$TOKEN"
  moodwire serve --listen 0.0.0.0:8188 --token-file token --cert cert.pem --key key.pem --host-name moodwire.example.org`,
  )
  .action(async (flags: Omit<ServeFlags, 'version'>) => {
    const { serveCommand } = await import('./serve.js');
    await serveCommand({ ...flags, ...appFlags(), version: program.version() ?? '' });
  });

program
  .command('backend')
  .description('run the networks of others on this machine, or say what such a machine does')
  .option('--listen <host:port>', 'where to take clients', '127.0.0.1:8190')
  .addOption(new Option('--token <token>', 'what clients must show').env('MOODWIRE_TOKEN'))
  .option('--cert <file>', 'certificate for TLS, as PEM')
  .option('--key <file>', 'its key')
  .option('--insecure', INSECURE)
  .option('--device <name>', 'auto, cpu, cuda, or GPUs such as cuda:0,1', 'auto')
  .addOption(
    new Option('--precision <name>', 'float16 runs models that offer it at half precision')
      .choices(['float32', 'float16'])
      .default('float32'),
  )
  .option(
    '--memory <size>',
    'for the values of all clients, such as 8G; half of the memory unless given',
    bytesFrom(LEAST_MEMORY),
  )
  .option('--grace <seconds>', 'how long a client that is gone is waited for', between(0, 86_400, false), 120)
  .option('--clients <n>', 'how many clients at once', between(1, 10_000, true), 64)
  .option('--model-space <size>', 'for models that clients send; 0 to take none', bytesFrom(0), 64e9)
  .option('--status <url>', 'say what the backend there holds, did and does')
  .option('--ca <file>', "with --status: certificates to trust for wss://, beside the system's")
  .option('--json', 'one event a line, as JSON')
  .option('-q, --quiet', 'no log')
  .addHelpText(
    'after',
    `
It ends with Ctrl-C. Beyond this machine a token is needed, and a certificate or --insecure; who has the token may run
every node that is installed here.

Examples:
  moodwire backend
  moodwire backend --listen 0.0.0.0:8190 --token "$(openssl rand -hex 16)" --cert cert.pem --key key.pem
  moodwire backend --status ws://127.0.0.1:8190`,
  )
  .action(async (flags: BackendFlags) => {
    const { backendCommand } = await import('./backend.js');
    await backendCommand({ ...flags, ...appFlags() });
  });

program
  .command('check')
  .description('say everything that is wrong with saved graphs, without running them')
  .argument('<graph...>')
  .option('--json', 'one problem a line, as JSON')
  .addHelpText('after', '\nExample:\n  moodwire check graphs/*.json')
  .action(async (graphs: string[], flags: { json?: boolean }) => {
    const { checkCommand } = await import('./check.js');
    await checkCommand(graphs, { ...flags, ...appFlags() });
  });

program
  .command('nodes')
  .description('list the kinds of node that can be wired, or show one')
  .argument('[type]', 'for example emotion/eic-convert')
  .option('--json', 'for machines')
  .addHelpText('after', '\nExamples:\n  moodwire nodes\n  moodwire nodes emotion/denoise')
  .action(async (type: string | undefined, flags: { json?: boolean }) => {
    const { nodesCommand } = await import('./nodes.js');
    await nodesCommand(type, { ...flags, ...appFlags() });
  });

program
  .command('models')
  .description('list the models that are here, their sizes and precisions, and what is wrong with any')
  .option('--verify', 'read every file of every model, and compare its hash')
  .option('--json', 'one model a line, as JSON')
  .addHelpText('after', '\nExamples:\n  moodwire models\n  moodwire models --verify')
  .action(async (flags: ModelsFlags) => (await import('./models.js')).modelsCommand(flags));

program
  .command('cache')
  .description('show, empty or check what is kept so that it need not be computed again')
  .addArgument(
    new Argument('[action]', 'stats: how much there is; clear: remove it; verify: read it all, drop what is damaged')
      .choices(['stats', 'clear', 'verify'])
      .default('stats'),
  )
  .option('--json', 'for machines')
  .addHelpText(
    'after',
    `
It lies in $MOODWIRE_CACHE_DIR, or in the platform's folder for caches.

Examples:
  moodwire cache
  moodwire cache clear
  MOODWIRE_CACHE_DIR=/mnt/big/moodwire moodwire cache verify`,
  )
  .action(async (action: CacheAction, flags: { json?: boolean }) => {
    const { cacheCommand } = await import('./cache.js');
    await cacheCommand(action, flags);
  });

program
  .command('bench')
  .description('measure on this machine and print ratios')
  .argument(
    '[name]',
    'edit: the whole edit against its bare work, then time and memory at four sizes; ' +
      'engine: the engine against other engines, in a clone; ' +
      'editor: the editor against other editors, in a clone with a browser; ' +
      'transport: values to and from a backend against a raw socket; ' +
      'remote: how often a run waits for a backend that is far away; ' +
      'server: the API against the bare framework, and many who watch',
    'edit',
  )
  .option('--quick', 'all but edit: little of it, and engine without the other engines')
  .option('--json', 'all but edit: all that was measured, as JSON')
  .option('--rtt <ms>', 'remote: how far away; 50 unless given', between(1, 10_000, false))
  .option('--minutes <n>', 'server: mixed load for as long, and what it does to memory', between(0.1, 10_000, false))
  .action(async (name: string, flags: BenchFlags) => (await import('./bench.js')).benchCommand(name, flags));

program
  .command('doctor')
  .description('look whether this machine has what is needed, and say what to do where it lacks something')
  .option('--port <n>', 'the one that moodwire serve is to have', between(1, 65_535, true), 8188)
  .option('--json', 'one finding a line, as JSON')
  .addHelpText(
    'after',
    '\nIt edits the photograph that ships, which takes some seconds.\n\nExamples:\n  moodwire doctor\n  moodwire doctor --json',
  )
  .action(async (flags: DoctorFlags) => {
    const { doctorCommand } = await import('./doctor.js');
    await doctorCommand({ ...flags, ...appFlags() });
  });

program
  .command('new')
  .description('write the beginning of something of your own')
  .command('node')
  .description('write a working node with its test, in a pack that moodwire.config.mjs names')
  .argument('<type>', 'category/name, such as film/grain')
  .option('--pack <folder>', 'the folder of the pack', 'nodes')
  .addHelpText('after', '\nExamples:\n  moodwire new node film/grain\n  moodwire new node film/halo --pack my-pack')
  .action(async (type: string, flags: { pack: string }) => {
    const { newNodeCommand } = await import('./new-node.js');
    await newNodeCommand(type, { ...flags, ...appFlags() });
  });

// A reader that has seen enough, such as `head`, ends the command quietly.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    unheard.abort(new CommandError('cancelled', EXIT.cancelled));
  });
}

process.on('uncaughtException', (error) => {
  endOnStray(error, { debug: appFlags().debug, json: process.argv.includes('--json') });
});

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCode(error);
}

// What a pack left open, such as a timer, must not keep the app once all is said.
process.stdout.write('', () => process.stderr.write('', () => setTimeout(() => process.exit(), 100).unref()));

function exitCode(error: unknown): number {
  if (unheard.signal.aborted) return EXIT.cancelled;
  const message = error instanceof Error ? error.message : String(error);
  const stacks = appFlags().debug ? stacksOf(error) : [];
  const isHelp = error instanceof CommanderError && error.exitCode === 0;
  if (process.argv.includes('--json') && !isHelp) {
    for (const event of error instanceof CommandError ? error.events : []) printEvent(event);
    printEvent(errorEvent(message, stacks));
  }
  if (error instanceof CommanderError) return isHelp ? EXIT.done : EXIT.usage; // it has said its message itself
  tellError(error instanceof CommandError ? message : printable(message), stacks);
  return error instanceof CommandError ? error.code : error instanceof MoodwireError ? EXIT.wrong : EXIT.failed;
}

function stacksOf(error: unknown): readonly string[] {
  if (error instanceof CommanderError) return [];
  return error instanceof CommandError ? error.stacks : [stackText(error)];
}

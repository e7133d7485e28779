import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { MoodwireError, messageOf } from '@moodwire/engine';
import { connectBackends } from '../backend/connect-backend.js';
import { startServer } from '../serve/start-server.js';
import { CommandError, EXIT } from './exit.js';
import { freePort } from './free-port.js';
import { parseListen, readTls, untilStopped } from './listen.js';
import { openBrowser } from './open-browser.js';
import { type ConfigFlag, openRegistry } from './open-registry.js';
import { print, printable, printEvent, tellError } from './say.js';

export type ServeFlags = ConfigFlag & {
  readonly version: string;
  readonly port?: number;
  readonly listen?: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly insecure?: boolean;
  readonly hostName: readonly string[];
  readonly backend: readonly string[];
  readonly backendToken?: string;
  readonly backendCa?: string;
  readonly backendInsecure?: boolean;
  readonly jobs?: number;
  readonly maxQueue: number;
  readonly history: number;
  readonly grace: number;
  readonly maxUpload: number;
  readonly open?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
};

const PORT = 8188;
/** How far is gone for a free port, where it matters little which one it is. */
const LAST_PORT = 8198;
/** What a job may need of memory, for how many run at once. */
const JOB_MEMORY = 4 * 2 ** 30;

/** `moodwire serve`: the editor and the API, until it is told to stop. */
export async function serveCommand(flags: ServeFlags): Promise<void> {
  const { host, port } = await placeOf(flags);
  const tls = readTls(flags);
  const token = readToken(flags);
  const packs = await openRegistry(flags);
  const backends = await connectBackends(
    {
      backends: flags.backend,
      ...(flags.backendToken && { token: flags.backendToken }),
      ...(flags.backendCa && { ca: flags.backendCa }),
      ...(flags.backendInsecure && { insecure: true }),
    },
    (message) => tellError(message),
  );
  const server = await startServer({
    host,
    port,
    token,
    tls,
    isInsecure: flags.insecure === true,
    hostNames: flags.hostName,
    packs,
    backends,
    parallel: flags.jobs ?? Math.min(4, Math.max(1, Math.floor(totalmem() / JOB_MEMORY))),
    mostWaiting: flags.maxQueue,
    history: flags.history,
    graceMs: flags.grace * 1000,
    mostUpload: flags.maxUpload,
    version: flags.version,
    log: { write: (line) => void (flags.quiet || process.stderr.write(line)) },
  });
  if (flags.json) printEvent({ event: 'listening', url: server.url });
  else {
    print(
      [
        ...(flags.open && isDefault(flags) && port !== PORT ? [`${PORT} is taken: this is ${port}`] : []),
        `listening at ${server.url}`,
        `the editor  ${server.url}/`,
        `the API     ${server.url}/api/v1/docs`,
        'Ctrl-C stops it; jobs that wait go on when it is back',
      ]
        .map(printable)
        .join('\n'),
    );
  }
  if (flags.open) openBrowser(pageOf(server.url));
  await untilStopped();
  await server.close();
}

const isDefault = ({ listen, port }: ServeFlags): boolean => listen === undefined && port === undefined;

async function placeOf(flags: ServeFlags): Promise<{ readonly host: string; readonly port: number }> {
  const { listen, port, open = false } = flags;
  const host = '127.0.0.1';
  if (open && isDefault(flags)) return { host, port: await freePort(host, PORT, LAST_PORT) };
  if (listen === undefined) return { host, port: port ?? PORT };
  if (port !== undefined) throw new CommandError('--listen and --port: give one of them', EXIT.usage);
  return parseListen(listen);
}

/** Where a browser on this machine finds it: all addresses are no address to go to. */
function pageOf(url: string): string {
  const page = new URL('/', url);
  if (page.hostname === '0.0.0.0' || page.hostname === '[::]') page.hostname = '127.0.0.1';
  return page.href;
}

function readToken({ token, tokenFile }: ServeFlags): string | undefined {
  if (tokenFile === undefined) return token;
  if (token !== undefined) throw new CommandError('--token and --token-file: give one of them', EXIT.usage);
  try {
    return readFileSync(tokenFile, 'utf8').trim();
  } catch (error) {
    throw new MoodwireError(`--token-file ${tokenFile} can't be read (${messageOf(error)})`);
  }
}

import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createResources, MoodwireError, openStore, type RemoteBackend } from '@moodwire/engine';
import { checkSafety } from '../backend/check-safety.js';
import { openEngine } from '../engine/open-engine.js';
import { openFileStore } from '../files/file-store.js';
import { createHost } from '../host/host.js';
import { cacheFolder, dataFolder, filesFolder, modelRoots, shippedGraphFolder, shippedPhoto } from '../host/places.js';
import { createApp } from '../http/create-app.js';
import { createLooks } from '../http/looks.js';
import { createPreviews } from '../http/previews.js';
import { createTurns } from '../http/turns.js';
import type { LoadedRegistry } from '../pack/load-registry.js';
import type { WholeJob } from '../queue/job.js';
import { openQueue } from '../queue/queue.js';
import { openSavedGraphs } from '../saved/saved-graphs.js';

export type ServerOptions = {
  readonly host: string;
  readonly port: number;
  readonly token?: string | undefined;
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer } | undefined;
  /** Allows a token to go over the network in the clear. */
  readonly isInsecure: boolean;
  /** Names that requests may call this server by, beside its address. */
  readonly hostNames: readonly string[];
  readonly packs: LoadedRegistry;
  readonly backends: readonly RemoteBackend[];
  /** How many jobs run at once, may wait, and are kept once they ended. */
  readonly parallel: number;
  readonly mostWaiting: number;
  readonly history: number;
  /** How long jobs may go on when the server stops, before they are given back to the queue. */
  readonly graceMs: number;
  /** The largest upload, in bytes. */
  readonly mostUpload: number;
  readonly version: string;
  /** Takes lines of the log, each a JSON object. */
  readonly log: { write(line: string): void };
};

export type Server = { readonly url: string; close(): Promise<void> };

/** How many looks at values, and pictures that are scaled down, are made at once. */
const LOOKS = 4;
const CLOSING_MS = 5000;

/**
 * Serves the API: takes jobs, runs them, keeps what they make. Throws `MoodwireError` where strangers could use it, and
 * where its port or its folder is another's.
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { host, token, tls, isInsecure, packs, backends } = options;
  checkSafety({ host, token, tls, isInsecure });
  const say = (message: string): void =>
    options.log.write(`${JSON.stringify({ level: 40, time: Date.now(), msg: message })}\n`);
  const engine = openEngine({ packs, cache: true, backends, onTrouble: say });
  const files = openFileStore({ folder: filesFolder() });
  const resources = createResources();
  const previews = createPreviews();
  const stopping = new AbortController();
  const { registry } = packs;
  const reachable = { folder: shippedGraphFolder(), photo: shippedPhoto, files, resources, modelRoots: modelRoots() };
  const jobHost = ({ graph, inputs, isPreview = false }: WholeJob) =>
    createHost({ ...reachable, ...(!isPreview && { workflow: { graph, inputs, registry, onTrouble: say } }) });
  const queue = openQueue({
    folder: dataFolder(),
    performer: { engine, registry, files, staging: join(dataFolder(), 'staging'), host: jobHost, places: places() },
    parallel: options.parallel,
    mostWaiting: options.mostWaiting,
    history: options.history,
    onTrouble: say,
    onPreview: previews.show,
  });
  try {
    const context = {
      registry,
      engine,
      store: openStore({ folder: cacheFolder() }),
      backends,
      queue,
      files,
      saved: openSavedGraphs({ folder: dataFolder() }),
      previews,
      looks: createLooks({ engine, registry, host: createHost(reachable), places: places() }),
      turns: createTurns(LOOKS),
      mostUpload: options.mostUpload,
      stopping: stopping.signal,
    };
    let port = options.port;
    const app = await createApp({
      context,
      guard: {
        ...(token !== undefined && { token }),
        place: { host, port: () => port, isTls: tls !== undefined, names: options.hostNames },
        log: options.log,
      },
      tls,
      version: options.version,
    });
    await app.listen({ host, port }).catch((error: NodeJS.ErrnoException) => {
      throw new MoodwireError(whyNotListening(error, host, port), { cause: error });
    });
    ({ port } = app.server.address() as AddressInfo);
    return {
      url: `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`,
      async close() {
        stopping.abort();
        // What is asked of it meanwhile is answered with "stopping"; jobs go on for the time of grace.
        await queue.close(options.graceMs);
        await inTime(app.close());
        await engine.close();
      },
    };
  } catch (error) {
    await queue.close(0);
    await engine.close();
    throw error;
  }
}

/** What the folders of this machine are called to those who ask for jobs. */
function places(): Readonly<Record<string, string>> {
  return {
    [join(dataFolder(), 'staging')]: 'the results',
    [filesFolder()]: 'the file store',
    [dataFolder()]: 'the data folder',
    [cacheFolder()]: 'the cache folder',
    [shippedGraphFolder()]: 'the shipped graphs',
    ...Object.fromEntries(modelRoots().map((root) => [root, 'the models'])),
  };
}

/** A connection that does not end keeps nobody from ending. */
async function inTime(closing: PromiseLike<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, CLOSING_MS);
  });
  await Promise.race([closing, late]);
  clearTimeout(timer);
}

function whyNotListening({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  const place = `${host}:${port}`;
  switch (code) {
    case 'EADDRINUSE':
      return `${place} is taken: stop what listens there, or give another --port`;
    case 'EACCES':
      return `${place} may not be listened on by this user: give a --port above 1023`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is no address of this machine: --listen 127.0.0.1:${port} stays on it, 0.0.0.0:${port} is all of it`;
    default:
      return `${place} can't be listened on: ${message}`;
  }
}

import { readFileSync } from 'node:fs';
import { networkInterfaces, totalmem } from 'node:os';
import { MoodwireError, messageOf } from '@moodwire/engine';
import { connectBackend } from '../backend/connect-backend.js';
import { startBackend } from '../backend/start-backend.js';
import { chooseDevices } from '../device/hardware/choose-devices.js';
import { readHardware } from '../device/hardware/hardware.js';
import { modelNames } from '../host/models.js';
import { modelRoots, receivedModelsFolder } from '../host/places.js';
import { statusLines } from './backend-status.js';
import { CommandError, EXIT } from './exit.js';
import { type ConfigFlag, openRegistry } from './open-registry.js';
import { print, printable, printEvent } from './say.js';
import { sizeText } from './size.js';

export type BackendFlags = ConfigFlag & {
  readonly listen: string;
  readonly token?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly insecure?: boolean;
  readonly device: string;
  readonly precision: 'float32' | 'float16';
  readonly memory?: number;
  readonly grace: number;
  readonly clients: number;
  readonly modelSpace: number;
  readonly status?: string;
  readonly ca?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
};

/** `moodwire backend`: runs nodes for others, or says what another one does. */
export async function backendCommand(flags: BackendFlags): Promise<void> {
  if (flags.status !== undefined) await showStatus(flags.status, flags);
  else await serve(flags);
}

async function showStatus(url: string, { token, ca, json }: BackendFlags): Promise<void> {
  const backend = connectBackend({ url, token, ca });
  try {
    const stats = await backend.stats();
    if (json) printEvent(stats as Record<string, unknown>);
    else for (const line of statusLines(url, stats)) print(printable(line));
  } catch (error) {
    throw new CommandError(messageOf(error), EXIT.failed);
  } finally {
    await backend.close();
  }
}

async function serve(flags: BackendFlags): Promise<void> {
  const { host, port } = parseListen(flags.listen);
  const packs = await openRegistry(flags);
  const tls = readTls(flags);
  const { devices, note } = chooseDevices(flags.device, await readHardware(), flags.precision);
  const memoryBytes = flags.memory ?? Math.floor(totalmem() / 2);
  const log = flags.quiet ? () => {} : (line: string) => tell(line, flags.json === true);
  const backend = await startBackend({
    host,
    port,
    token: flags.token,
    tls,
    isInsecure: flags.insecure === true,
    devices,
    packs,
    memoryBytes,
    graceMs: flags.grace * 1000,
    mostClients: flags.clients,
    modelBytes: flags.modelSpace,
    onLog: log,
  });
  const models = modelNames([receivedModelsFolder(), ...modelRoots()]);
  if (flags.json) {
    printEvent({ event: 'listening', url: backend.url, devices: devices.map(({ name }) => name), models });
  } else {
    for (const { name, label, memoryBytes, device } of devices) {
      const memory = memoryBytes === undefined ? '' : `, ${sizeText(memoryBytes)}`;
      print(printable(`device  ${name}: ${label}${memory}, ${device.precision}`));
    }
    if (note !== undefined) print(printable(`note    ${note}`));
    print(`memory  ${sizeText(memoryBytes)} for values of all clients`);
    print(`models  ${models.join(', ')}`);
    print(`listening at ${backend.url}`);
    print('On the other machine:');
    print(`  ${pasteLine(backend.url, flags)}`);
  }
  await untilStopped();
  await backend.close();
}

function parseListen(text: string): { host: string; port: number } {
  const [, host, port] = /^\[?([^\]]*?)\]?:(\d{1,5})$/.exec(text) ?? [];
  if (host === undefined || host === '' || Number(port) > 65_535) {
    throw new CommandError(`--listen ${text}: expected HOST:PORT, such as 127.0.0.1:8190`, EXIT.usage);
  }
  return { host, port: Number(port) };
}

function readTls({ cert, key }: BackendFlags): { cert: Buffer; key: Buffer } | undefined {
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) {
    throw new CommandError('--cert and --key belong together: give both, or neither', EXIT.usage);
  }
  const read = (name: string, file: string): Buffer => {
    try {
      return readFileSync(file);
    } catch (error) {
      throw new MoodwireError(`--${name} ${file} can't be read (${messageOf(error)})`);
    }
  };
  return { cert: read('cert', cert), key: read('key', key) };
}

/** What to type on the other machine. The token stands in the environment: arguments are seen by everybody there. */
function pasteLine(url: string, { token, cert }: BackendFlags): string {
  const reached = url.replace(/\/\/(0\.0\.0\.0|\[::\]):/, `//${ownAddress() ?? 'THIS-MACHINE'}:`);
  const secret = token === undefined ? '' : `MOODWIRE_TOKEN='${token}' `;
  const trust = cert === undefined ? '' : ' --ca CERT.pem';
  return `${secret}moodwire edit PHOTO --emotion awe --backend ${reached}${trust}`;
}

/** An address by which others may reach this machine. */
function ownAddress(): string | undefined {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
}

function tell(line: string, asJson: boolean): void {
  const at = new Date().toISOString();
  if (asJson) printEvent({ event: 'log', at, line });
  else process.stderr.write(`${at}  ${printable(line)}\n`);
}

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      process.once('SIGINT', () => process.exit(EXIT.cancelled));
      resolve();
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  });
}

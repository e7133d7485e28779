import { totalmem } from 'node:os';
import { MoodwireError, messageOf } from '@moodwire/engine';
import { checkSafety } from '../backend/check-safety.js';
import { connectBackend } from '../backend/connect-backend.js';
import { startBackend } from '../backend/start-backend.js';
import { chooseDevices } from '../device/hardware/choose-devices.js';
import { readHardware } from '../device/hardware/hardware.js';
import { modelNames } from '../host/models.js';
import { modelRoots, receivedModelsFolder } from '../host/places.js';
import { sizeText } from '../text/size.js';
import { statusLines } from './backend-status.js';
import { CommandError, EXIT } from './exit.js';
import { invitation } from './invitation.js';
import { parseListen, readTls, untilStopped } from './listen.js';
import { type ConfigFlag, openRegistry } from './open-registry.js';
import { print, printable, printEvent } from './say.js';

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

async function showStatus(url: string, { token, ca, insecure, json }: BackendFlags): Promise<void> {
  const backend = connectBackend({ url, token, ca, isInsecure: insecure });
  try {
    const stats = await backend.stats();
    if (json) printEvent(stats as Record<string, unknown>);
    else for (const line of statusLines(url, stats)) print(printable(line));
  } catch (error) {
    throw new CommandError(messageOf(error), error instanceof MoodwireError ? EXIT.wrong : EXIT.failed);
  } finally {
    await backend.close();
  }
}

async function serve(flags: BackendFlags): Promise<void> {
  const { host, port } = parseListen(flags.listen);
  const tls = readTls(flags);
  checkSafety({ host, token: flags.token, tls, isInsecure: flags.insecure === true });
  const packs = await openRegistry(flags);
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
    const listed = devices.map(({ name, label, memoryBytes, device }) => ({ name, label, memoryBytes, ...device }));
    printEvent({ event: 'listening', url: backend.url, devices: listed, memoryBytes, models, ...(note && { note }) });
  } else {
    const lines = [
      ...devices.map(({ name, label, memoryBytes, device }) => {
        const memory = memoryBytes === undefined ? '' : `, ${sizeText(memoryBytes)}`;
        return `device  ${name}: ${label}${memory}, ${device.precision}`;
      }),
      ...(note === undefined ? [] : [`note    ${note}`]),
      `memory  ${sizeText(memoryBytes)} for values of all clients`,
      `models  ${models.join(', ') || 'none: clients can send theirs with --push-models'}`,
      `listening at ${backend.url}`,
      ...invitation({ ...flags, url: backend.url, certificate: tls?.cert }),
    ];
    print(lines.map(printable).join('\n')); // at once, for whoever waits for it
  }
  await untilStopped();
  log('is stopping');
  await backend.close();
}

function tell(line: string, asJson: boolean): void {
  const at = new Date().toISOString();
  if (asJson) printEvent({ event: 'log', at, line });
  else process.stderr.write(`${at}  ${printable(line)}\n`);
}

import { createBackendServer, createHoldings, createRelayWorker, type Limits } from '@moodwire/engine';
import { AGENT } from '../device/agent.js';
import type { ChosenDevice } from '../device/hardware/choose-devices.js';
import { createLocalDevice } from '../device/local-device.js';
import { modelNames } from '../host/models.js';
import { modelRoots, receivedModelsFolder } from '../host/places.js';
import { listenForPipes } from '../link/upgrade-server.js';
import { createModelStore } from '../model/received-models.js';
import type { LoadedRegistry } from '../pack/load-registry.js';
import { createBoundedLog } from './bounded-log.js';
import { checkSafety } from './check-safety.js';
import { takeModels } from './take-models.js';

export type BackendOptions = {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly token?: string | undefined;
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer } | undefined;
  /** Allows a token to go over the network in the clear. */
  readonly isInsecure: boolean;
  readonly devices: readonly ChosenDevice[];
  readonly packs: LoadedRegistry;
  /** Bytes of values that may be here at once. */
  readonly memoryBytes: number;
  readonly graceMs: number;
  readonly mostClients: number;
  /** Bytes that received models may take; 0 to take none. */
  readonly modelBytes: number;
  onLog(line: string): void;
};

export type RunningBackend = {
  readonly url: string;
  stats(): Record<string, unknown>;
  close(): Promise<void>;
};

const WINDOW = 16 * 2 ** 20;
const LIMITS: Limits = { message: 16 * 2 ** 20, value: 2 ** 31, nodes: 10_000, transfers: 10_000 };

/** Begins to take clients. Throws `MoodwireError` for what would not be safe, or can't be. */
export async function startBackend(options: BackendOptions): Promise<RunningBackend> {
  const { host, port, token, tls, packs } = options;
  checkSafety(options);
  const log = createBoundedLog(options.onLog);
  const roots = [receivedModelsFolder(), ...modelRoots()];
  const devices = options.devices.map(({ name, device, environment }) =>
    createLocalDevice(
      { name, modelRoots: roots, device, ...(packs.config ? { config: packs.config } : {}) },
      environment,
    ),
  );
  const holdings = createHoldings();
  const nodes = packs.registry.types
    .map((type) => packs.registry.get(type)!)
    .filter(({ runsOn }) => runsOn === 'backend');
  const server = createBackendServer({
    worker: createRelayWorker(devices, holdings),
    holdings,
    agent: AGENT,
    nodes: Object.fromEntries(nodes.map(({ type, version }) => [type, version])),
    devices: options.devices.map(({ name, label, device, memoryBytes }) => ({
      name,
      label,
      ...device,
      ...(memoryBytes === undefined ? {} : { memoryBytes }),
    })),
    ...(options.modelBytes > 0 && {
      models: takeModels(
        createModelStore(receivedModelsFolder(), { maxBytes: options.modelBytes, modelRoots: modelRoots() }),
      ),
    }),
    about: () => ({ models: modelNames(roots) }),
    memoryBytes: options.memoryBytes,
    graceMs: options.graceMs,
    mostSessions: options.mostClients,
    limits: LIMITS,
    window: WINDOW,
    isShared: true,
    onLog: log.line,
  });
  const listener = await listenForPipes({
    host,
    port,
    token,
    tls,
    maxConnections: options.mostClients * 2,
    maxText: LIMITS.message,
    onPipe: (pipe, { peer }) => server.accept(pipe, peer),
    onRefused: server.refused,
  }).catch(async (error: unknown) => {
    await server.close();
    throw error;
  });
  return {
    url: `${tls ? 'wss' : 'ws'}://${host.includes(':') ? `[${host}]` : host}:${listener.port}`,
    stats: () => server.stats(),
    async close() {
      // Nobody may come in while what they would find here is being closed.
      const closed = listener.close();
      await server.close();
      await closed;
      log.end();
    },
  };
}

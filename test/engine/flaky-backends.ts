import {
  createBackendServer,
  createHoldings,
  createNodeWorker,
  type createRegistry,
  createRelayWorker,
  createRemoteBackend,
  type Pipe,
  type PipeReceiver,
  ProtocolError,
  type RemoteBackend,
} from '@moodwire/engine';
import { host } from './workbench.js';

type Registry = ReturnType<typeof createRegistry>;

/** Does a pipe deliver all that waits in one go, as TCP may do it, or one message a turn? */
export type Delivery = 'all at once' | 'one message a turn';

/** Two ends of a connection in memory. What is under way when it breaks is lost. */
function connection(delivery: Delivery) {
  let isBroken = false;
  function createEnd() {
    let receiver: PipeReceiver | undefined;
    let isClosing = false;
    let isScheduled = false;
    let queue: (() => void)[] = [];
    function schedule(): void {
      if (isScheduled || !receiver || queue.length === 0) return;
      isScheduled = true;
      setImmediate(() => {
        isScheduled = false;
        for (const act of queue.splice(0, delivery === 'all at once' ? queue.length : 1)) if (!isBroken) act();
        schedule();
      });
    }
    return {
      deliver(act: () => void): void {
        if (isBroken) return;
        queue.push(act);
        schedule();
      },
      /** As a pipe does it: what breaks the protocol comes back as such, and anything else would end the process. */
      hand(act: (to: PipeReceiver) => void): void {
        if (isClosing || !receiver) return;
        try {
          act(receiver);
        } catch (error) {
          if (!(error instanceof ProtocolError)) throw error;
          receiver.broken(error);
        }
      },
      open(whom: PipeReceiver): void {
        receiver = whom;
        schedule();
      },
      closing(): void {
        isClosing = true;
      },
      over(why: string): void {
        queue = [];
        receiver?.closed(why);
      },
    };
  }
  const ends = [createEnd(), createEnd()] as const;
  function breakOff(why: string): void {
    if (isBroken) return;
    isBroken = true;
    for (const end of ends) end.over(why);
  }
  const pipe = (mine: (typeof ends)[0], other: (typeof ends)[0]): Pipe => ({
    waiting: 0,
    text: (message) => other.deliver(() => other.hand((to) => to.text(message))),
    chunk(header, payload) {
      const copy = Uint8Array.from(payload);
      other.deliver(() =>
        other.hand((to) => {
          to.place(header).set(copy);
          to.filled(header);
        }),
      );
    },
    open: mine.open,
    close() {
      mine.closing();
      // After all that waits, the `bye` of a client among it.
      other.deliver(() => breakOff('closed'));
    },
    destroy() {
      mine.closing();
      setImmediate(() => breakOff('destroyed'));
    },
    keepAlive() {},
  });
  return { near: pipe(ends[0], ends[1]), far: pipe(ends[1], ends[0]), breakOff };
}

/** A backend behind the real protocol, whose one device is behind the real protocol too. */
export type FlakyBackend = {
  readonly remote: RemoteBackend;
  killDevice(): void;
  /** It is gone with all that it held, and there again at once. */
  restart(): void;
  /** How many values it holds for its clients. */
  readonly held: number;
  /** How many values there are at all, also on its devices and on those that died. */
  readonly kept: number;
  close(): Promise<void>;
};

const settings = {
  agent: 'a test',
  nodes: {},
  devices: [],
  memoryBytes: 2 ** 28,
  mostSessions: 10,
  limits: { message: 2 ** 24, value: 2 ** 31, nodes: 10_000, transfers: 10_000 },
  window: 2 ** 24,
  onLog() {},
};

export function flakyBackend(name: string, registry: Registry, delivery: Delivery): FlakyBackend {
  let toDevice: ReturnType<typeof connection> | undefined;
  let toClient: ReturnType<typeof connection> | undefined;
  const onDevices: ReturnType<typeof createHoldings>[] = [];

  const createDevice = (): RemoteBackend =>
    createRemoteBackend({
      name: 'device',
      agent: 'a test',
      workspace: async () => '1'.repeat(64),
      patienceMs: 0,
      // Each connection finds a new process, as that of a device that died.
      async connect() {
        const holdings = createHoldings();
        onDevices.push(holdings);
        const worker = createNodeWorker(registry, host, holdings);
        toDevice = connection(delivery);
        createBackendServer({ ...settings, worker, holdings, isShared: false, graceMs: 0 }).accept(toDevice.far, name);
        return toDevice.near;
      },
    });
  function start() {
    const holdings = createHoldings();
    const worker = createRelayWorker([createDevice()], holdings);
    return { holdings, server: createBackendServer({ ...settings, worker, holdings, isShared: true, graceMs: 2000 }) };
  }

  let now = start();
  const remote = createRemoteBackend({
    name,
    agent: 'a test',
    workspace: async () => '2'.repeat(64),
    patienceMs: 3000,
    isFar: true,
    async connect() {
      toClient = connection(delivery);
      now.server.accept(toClient.far, 'the engine');
      return toClient.near;
    },
  });
  return {
    remote,
    killDevice() {
      toDevice?.breakOff('the device died');
    },
    restart() {
      const { server } = now;
      now = start();
      toClient?.breakOff('the backend is gone');
      void server.close();
    },
    get held() {
      const { values } = now.server.stats()['held'] as { values: number };
      return values;
    },
    get kept() {
      return [now.holdings, ...onDevices].reduce((sum, { size }) => sum + size, 0);
    },
    close: () => now.server.close(),
  };
}

import { Socket, type SocketConstructorOpts } from 'node:net';

/** Where the bytes of a socket go: read by the system into `room()`, or handed over by `push`. */
export type SocketSink = {
  room(): Uint8Array;
  took(bytes: number): void;
  push(bytes: Uint8Array): void;
};

export type TakenSocket = {
  /** The socket to go on with: the one given is of no use any more. */
  readonly socket: Socket;
  /** Begins to read. */
  begin(): void;
};

type Handle = { useUserBuffer?: (memory: Uint8Array) => void };
type WithHandle = { _handle: Handle | null };

/**
 * Makes a connected socket read straight into memory that `sink` gives. Node offers that to the caller of `connect` alone,
 * so the connection's handle moves to a new socket. What hides its handle's bytes (TLS) is read as any other stream.
 */
export function takeSocket(given: Socket, sink: SocketSink): TakenSocket {
  if (given.connecting) throw new Error('a socket can be taken once it is connected');
  const owner = given as unknown as WithHandle;
  const handle = owner._handle;
  if ('encrypted' in given || !handle?.useUserBuffer) {
    given.setTimeout(0);
    return {
      socket: given,
      begin() {
        given.on('data', sink.push);
      },
    };
  }
  const early: Buffer | null = given.read();
  owner._handle = null;
  const options = {
    handle,
    // Reading stops until it is begun.
    pauseOnCreate: true,
    onread: {
      buffer: sink.room,
      callback(bytes: number) {
        sink.took(bytes);
        return true;
      },
    },
  };
  const socket = new Socket(options as unknown as SocketConstructorOpts);
  // Its server counts it, and a child process waits for it, until it is closed.
  given.on('error', () => {});
  given.destroy();
  return {
    socket,
    begin() {
      if (early) sink.push(early);
      if (!socket.destroyed) socket.resume();
    },
  };
}

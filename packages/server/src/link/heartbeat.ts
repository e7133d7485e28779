export type Heartbeat = {
  /** Something came from the peer. */
  heard(): void;
  stop(): void;
};

/**
 * Calls `ping` every `pingMs`, and `dead` once nothing was heard for `deadMs`. It counts its own beats and not the clock:
 * a process that was busy or asleep has had no chance to hear anything.
 */
export function startHeartbeat(pingMs: number, deadMs: number, ping: () => void, dead: () => void): Heartbeat {
  const mostSilent = Math.ceil(deadMs / pingMs);
  let silent = 0;
  const timer = setInterval(() => {
    if (silent++ >= mostSilent) dead();
    else ping();
  }, pingMs);
  timer.unref();
  return {
    heard() {
      silent = 0;
    },
    stop: () => clearInterval(timer),
  };
}

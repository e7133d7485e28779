/** What a server bears before it refuses. All have defaults. */
export type Limits = {
  /** The largest body of JSON, in bytes; uploads have a limit of their own. */
  readonly jsonBytes: number;
  /** The first line and the headers of a request, in bytes. */
  readonly headBytes: number;
  /** How long the head of a request may take. */
  readonly headMs: number;
  /** How long a body may stand still; how long it takes as a whole is not bounded, for photos are large. */
  readonly bodyIdleMs: number;
  readonly connections: number;
  /** These three count by address; the first two only where the server listens beyond loopback. */
  readonly connectionsPerAddress: number;
  readonly requestsPerMinute: number;
  readonly wrongTokensPerMinute: number;
};

const DEFAULTS: Limits = {
  jsonBytes: 8 * 2 ** 20,
  headBytes: 16_384,
  headMs: 10_000,
  bodyIdleMs: 30_000,
  connections: 1024,
  connectionsPerAddress: 256,
  requestsPerMinute: 3000,
  wrongTokensPerMinute: 10,
};

export const limitsWith = (limits: Partial<Limits> = {}): Limits => ({ ...DEFAULTS, ...limits });

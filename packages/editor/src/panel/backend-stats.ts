import type { Json } from '@moodwire/engine/graph';

/** What a backend says of itself, read from what came over the network. Sizes in bytes. */
export type BackendStats = {
  readonly agent: string;
  readonly upSeconds: number;
  readonly devices: readonly string[];
  readonly models: readonly string[];
  readonly runsNow: number;
  readonly done: number;
  readonly failed: number;
  readonly held: { readonly values: number; readonly bytes: number };
  readonly kept: { readonly values: number; readonly bytes: number; readonly limit: number };
  readonly bytesIn: number;
  readonly bytesOut: number;
};

type Fields = Readonly<Record<string, unknown>>;

const number = (value: unknown): number => (typeof value === 'number' ? value : 0);
const fields = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Reads the stats of a backend; what is missing is 0 or empty. */
export function readStats(stats: Json): BackendStats {
  const said = fields(stats);
  const [held, kept, nodes] = [fields(said['held']), fields(said['kept']), fields(said['nodes'])];
  const devices = list(said['devices']).map(fields);
  return {
    agent: typeof said['agent'] === 'string' ? said['agent'] : '',
    upSeconds: number(said['upSeconds']),
    devices: devices.map(({ label, name, precision }) => [label ?? name, precision].filter(Boolean).join(', ')),
    models: list(said['models']).map(String),
    runsNow: list(said['clients']).reduce<number>((sum, client) => sum + number(fields(client)['runs']), 0),
    done: number(nodes['done']),
    failed: number(nodes['failed']),
    held: { values: number(held['values']), bytes: number(held['bytes']) },
    kept: { values: number(kept['values']), bytes: number(kept['bytes']), limit: number(kept['limit']) },
    bytesIn: number(said['bytesIn']),
    bytesOut: number(said['bytesOut']),
  };
}

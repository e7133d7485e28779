import { sizeText } from '../text/size.js';

type Stats = Readonly<Record<string, unknown>>;

const number = (value: unknown): number => (typeof value === 'number' ? value : 0);
const record = (value: unknown): Stats => (typeof value === 'object' && value !== null ? (value as Stats) : {});
const list = (value: unknown): Stats[] => (Array.isArray(value) ? value.map(record) : []);

/** What a backend says of itself, for people. */
export function statusLines(url: string, said: unknown): string[] {
  const stats = record(said);
  const [held, kept, nodes] = [record(stats['held']), record(stats['kept']), record(stats['nodes'])];
  const clients = list(stats['clients']);
  const devices = list(stats['devices']).map(({ name, label, precision }) => `${name}: ${label}, ${precision}`);
  return [
    `${url}  ${stats['agent']}, up ${duration(number(stats['upSeconds']))}`,
    ...devices.map((line) => `device  ${line}`),
    `models  ${Array.isArray(stats['models']) ? stats['models'].join(', ') : ''}`,
    `holds   ${number(held['values'])} values, ${sizeText(number(held['bytes']))}; ` +
      `keeps ${number(kept['values'])}, ${sizeText(number(kept['bytes']))} of ${sizeText(number(kept['limit']))}`,
    `did     ${number(nodes['done'])} nodes, ${number(nodes['failed'])} failed, in ${number(stats['runs'])} runs`,
    `does    ${clients.reduce((sum, { runs }) => sum + number(runs), 0)} runs now`,
    `moved   ${sizeText(number(stats['bytesIn']))} in, ${sizeText(number(stats['bytesOut']))} out`,
    `refused ${number(stats['refused'])}`,
    `clients ${clients.length}`,
    ...clients.map(({ peer, isConnected, runs }) => {
      return `  ${peer}  ${isConnected ? 'connected' : 'waited for'}, ${number(runs)} runs now`;
    }),
  ];
}

function duration(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

import { type AnyNode, didYouMean, type Param, portName } from '@moodwire/engine';
import { describeNode } from '../catalogue/describe-node.js';
import { CommandError, EXIT } from './exit.js';
import { type ConfigFlag, openRegistry } from './open-registry.js';
import { print, printable, printEvent } from './say.js';

/** `moodwire nodes`: what can be wired, or all about one kind of node. */
export async function nodesCommand(
  type: string | undefined,
  flags: { readonly json?: boolean } & ConfigFlag,
): Promise<void> {
  const { registry } = await openRegistry(flags);
  if (flags.json) for (const message of registry.problems) printEvent({ event: 'problem', code: 'pack', message });
  if (type !== undefined && !registry.get(type)) {
    const hint = didYouMean(type, registry.types);
    throw new CommandError(`no node "${type}": \`moodwire nodes\` lists them.${hint}`, EXIT.wrong);
  }
  const nodes = (type === undefined ? registry.types : [type]).map((name) => registry.get(name)!);
  if (flags.json) for (const node of nodes) printEvent({ event: 'node', ...describeNode(node) });
  else if (type !== undefined) for (const line of page(nodes[0]!)) print(printable(line));
  else {
    const width = Math.max(...nodes.map((node) => node.type.length));
    for (const node of nodes) print(printable(`${node.type.padEnd(width)}  ${node.summary}`));
  }
}

function page(node: AnyNode): string[] {
  const lines = [`${node.type}: ${node.title}`, node.summary];
  const section = (title: string, rows: [string, string][]): void => {
    if (rows.length === 0) return;
    const width = Math.max(...rows.map(([name]) => name.length));
    lines.push('', title, ...rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`));
  };
  const inputs = Object.entries(node.inputs);
  section(
    'inputs',
    inputs.map(([name, port]) => [name, `${portName(port)}${'optional' in port ? ', optional' : ''}`]),
  );
  section(
    'params',
    Object.entries(node.params).map(([name, param]) => [name, paramText(param)]),
  );
  section(
    'outputs',
    Object.entries(node.outputs).map(([name, port]) => [name, portName(port)]),
  );
  return lines;
}

function paramText(param: Param): string {
  const range = param.choices?.join(' | ') ?? [param.min, param.max].filter((bound) => bound !== undefined).join('..');
  return `${param.kind}${range === '' ? '' : ` ${range}`}, default ${JSON.stringify(param.default)}. ${param.help}`;
}

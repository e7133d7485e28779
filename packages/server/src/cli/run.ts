import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  didYouMean,
  type Graph,
  type Image,
  isTypedArray,
  type Json,
  parseEndpoint,
  type Value,
} from '@moodwire/engine';
import { writeImage } from '@moodwire/nodes';
import { CommandError, EXIT } from './exit.js';
import { parsePair, readGraphFile, readInput } from './graph-file.js';
import { createReporter, type Reporter } from './reporter.js';
import { runGraph } from './run-graph.js';
import { withEngine } from './with-engine.js';

export type RunFlags = {
  readonly in: readonly string[];
  readonly out: readonly string[];
  readonly only: readonly string[];
  readonly cache: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
};

/** `moodwire run`: a saved graph as it stands, or as a function of its interface's inputs. */
export async function runCommand(name: string, flags: RunFlags): Promise<void> {
  const { graph, folder } = await readGraphFile(name);
  const granted = new Set<string>();
  const inputs: Record<string, Json> = {};
  for (const pair of flags.in) {
    const [input, text] = parsePair(pair, '--in');
    inputs[input] = readInput(graph, input, text, granted);
  }
  const outs = flags.out.map((pair) => parsePair(pair, '--out'));
  const aimed = aimSaves(graph, outs, granted);
  const reporter = createReporter(flags);
  await withEngine({ cache: flags.cache }, async (engine, signal) => {
    const targets = flags.only.length > 0 ? flags.only : undefined;
    const run = { graph: aimed, folder, granted, inputs, ...(targets ? { targets } : {}) };
    const { outputs, nodes } = await runGraph(engine, run, reporter, signal);
    for (const [output, file] of outs) {
      const value = outputs[output];
      if (value === undefined) throw new CommandError(`--out ${output}: --only left it out`, EXIT.usage);
      if (!isSaved(aimed, output)) await writeValue(value, resolve(file));
    }
    report(reporter, aimed, outputs, nodes, outs);
  });
}

/** Points the save nodes behind the outputs that are asked for at the files that were named. */
function aimSaves(graph: Graph, outs: readonly (readonly [string, string])[], granted: Set<string>): Graph {
  const names = Object.keys(graph.interface?.outputs ?? {});
  const nodes = { ...graph.nodes };
  for (const [name, file] of outs) {
    if (!names.includes(name)) {
      const known = names.length > 0 ? `one of ${names.join(', ')}` : 'a graph with outputs';
      throw new CommandError(`--out ${name}: expected ${known}.${didYouMean(name, names)}`, EXIT.wrong);
    }
    const { node: id } = parseEndpoint(graph.interface!.outputs![name]!)!;
    const node = nodes[id];
    if (node?.type !== 'image/save') continue;
    const path = resolve(file);
    granted.add(path);
    nodes[id] = { ...node, params: { ...node.params, file: path, existing: 'replace' } };
  }
  return { ...graph, nodes };
}

function isSaved(graph: Graph, output: string): boolean {
  const { node } = parseEndpoint(graph.interface!.outputs![output]!)!;
  return graph.nodes[node]?.type === 'image/save';
}

async function writeValue(value: Value, path: string): Promise<void> {
  if (isImage(value)) await writeImage(value, path, { overwrite: 'replace' });
  else await writeFile(path, typeof value === 'string' ? value : `${JSON.stringify(value, null, 2)}\n`);
}

function isImage(value: Value): value is Image {
  return typeof value === 'object' && value !== null && 'width' in value && 'channels' in value && 'data' in value;
}

/** Says where each picture is, and each other result that can be read. */
function report(
  reporter: Reporter,
  graph: Graph,
  outputs: Readonly<Record<string, Value>>,
  nodes: Readonly<Record<string, Readonly<Record<string, Value>>>>,
  outs: readonly (readonly [string, string])[],
): void {
  for (const [name, value] of Object.entries(outputs)) {
    const { node } = parseEndpoint(graph.interface!.outputs![name]!)!;
    const file = isSaved(graph, name) ? nodes[node]?.['file'] : outs.find(([out]) => out === name)?.[1];
    if (typeof file === 'string') {
      if (value !== file) reporter.result(`${name}: ${file}`, { event: 'output', name, file });
    } else if (isSmall(value)) {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      reporter.result(`${name}: ${text}`, { event: 'output', name, value });
    }
  }
}

function isSmall(value: Value | undefined): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return (
    !isTypedArray(value) &&
    Object.values(value).every((item) => isSmall(item as Value)) &&
    JSON.stringify(value).length < 2000
  );
}

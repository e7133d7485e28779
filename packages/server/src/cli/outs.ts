import { resolve } from 'node:path';
import { didYouMean, type Graph, parseEndpoint, portName, type Registry, type Value } from '@moodwire/engine';
import { formatOfName, isPictureName, writeFileWhole, writeImage } from '@moodwire/nodes';
import { sameFile } from '../host/same-file.js';
import { greyPicture, isImage, isMask, jsonText } from '../value/known-value.js';
import { CommandError, EXIT } from './exit.js';
import { parsePair } from './inputs.js';
import { checkTarget } from './target.js';

/** One `--out`. */
export type Out = {
  readonly name: string;
  readonly path: string;
  /** The save node behind it, which writes the file itself. */
  readonly save?: string;
};

/** The `--out` options, checked before anything runs: all that can be known to go wrong is said now. */
export async function planOuts(
  graph: Graph,
  registry: Registry,
  pairs: readonly string[],
  only: readonly string[],
  inputs: ReadonlySet<string>,
  /** The outputs that the run does not give, each with the reason. */
  leftOut: ReadonlyMap<string, string>,
): Promise<Out[]> {
  const known = graph.interface?.outputs ?? {};
  const names = Object.keys(known);
  const outs: Out[] = [];
  for (const pair of pairs) {
    const [name, file] = parsePair(pair, '--out');
    const option = `--out ${name}`;
    if (!names.includes(name)) {
      const expected = names.length > 0 ? `one of ${names.join(', ')}` : 'a graph with outputs';
      throw new CommandError(`${option}: expected ${expected}.${didYouMean(name, names)}`, EXIT.wrong);
    }
    const why = leftOut.get(name);
    if (why !== undefined) {
      throw new CommandError(`${option}: the run does not give it: ${why}; take its "mode" away`, EXIT.wrong);
    }
    if (outs.some((out) => out.name === name)) {
      throw new CommandError(`${option}: given twice; give each output one file`, EXIT.usage);
    }
    const path = resolve(file);
    if (
      await sameFile(
        path,
        outs.map((out) => out.path),
      )
    ) {
      throw new CommandError(`${option}: another output goes to ${path}; name another file`, EXIT.usage);
    }
    const { node, port } = parseEndpoint(known[name]!)!;
    if (only.length > 0 && !only.includes(node)) {
      throw new CommandError(`${option}: --only leaves out its node; add --only ${node}`, EXIT.usage);
    }
    const type = Object.hasOwn(graph.nodes, node) ? graph.nodes[node]!.type : '';
    const outputs = registry.get(type)?.outputs ?? {};
    const made = Object.hasOwn(outputs, port) ? outputs[port] : undefined;
    if (made?.kind === 'image') formatOfName(path);
    else if (made && !['mask', 'any', 'either'].includes(made.kind)) refusePictureName(name, portName(made), path);
    await checkTarget(option, path, inputs);
    // Of two outputs that are one node's picture, the second is written as a value.
    const saves = type === 'image/save' && port === 'image' && !outs.some((out) => out.save === node);
    outs.push({ name, path, ...(saves ? { save: node } : {}) });
  }
  return outs;
}

/** Writes an output that no save node writes: pictures and masks as pictures that carry the graph, text as it is, all else as JSON. */
export async function writeValue(
  { name, path }: Out,
  value: Value,
  workflow: (() => Promise<string | undefined>) | undefined,
  signal: AbortSignal,
): Promise<void> {
  const write = { overwrite: 'replace', signal } as const;
  const picture = isImage(value) ? value : isMask(value) && isPictureName(path) ? greyPicture(value) : undefined;
  if (picture) {
    const text = await workflow?.();
    await writeImage(picture, path, { ...write, ...(text !== undefined && { workflow: text }) });
  } else {
    refusePictureName(name, isMask(value) ? 'a mask' : typeof value === 'string' ? 'text' : 'data', path);
    const text = typeof value === 'string' ? value : jsonText(value);
    await writeFileWhole(path, text.endsWith('\n') ? text : `${text}\n`, write);
  }
}

/** What can be said of a value that is not shown: what it is, and the suffix of a file that takes it. */
export function kindOfFile(value: Value): { readonly what: string; readonly suffix: string } {
  if (isImage(value)) return { what: 'a picture', suffix: 'png' };
  return isMask(value) ? { what: 'a mask', suffix: 'png' } : { what: 'data', suffix: 'json' };
}

function refusePictureName(name: string, what: string, path: string): void {
  if (!isPictureName(path)) return;
  throw new CommandError(`--out ${name}: it is ${what}, no picture; name a file that ends in .json`, EXIT.wrong);
}

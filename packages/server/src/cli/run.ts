import { type Graph, interfaceOf, isTypedArray, parseEndpoint, type Registry, type Value } from '@moodwire/engine';
import { aimSave } from '../graph/aim-save.js';
import { withoutTargets } from '../workflow/travelling-graph.js';
import { emotionText, isEmotion } from './emotion-text.js';
import { filesRead, ownFiles, readInputs } from './inputs.js';
import { whyLeftOut } from './left-out.js';
import { openGraph } from './open-graph.js';
import { type ConfigFlag, openRegistry } from './open-registry.js';
import { kindOfFile, type Out, planOuts, writeValue } from './outs.js';
import { push } from './push.js';
import { createReporter, type Reporter, type ReportFlags } from './reporter.js';
import { runGraph } from './run-graph.js';
import { printable } from './say.js';
import { refuseTargets } from './targets.js';
import { type BackendFlags, withEngine } from './with-engine.js';

export type RunFlags = ConfigFlag &
  BackendFlags &
  ReportFlags & {
    readonly in: readonly string[];
    readonly out: readonly string[];
    readonly only: readonly string[];
    readonly cache: boolean;
    readonly workflow: boolean;
  };

/** `moodwire run`: a saved graph as it stands, or as a function of its interface's inputs. */
export async function runCommand(name: string, flags: RunFlags): Promise<void> {
  const opened = await openGraph(name);
  const packs = await openRegistry(flags);
  const { registry } = packs;
  const read = opened.isPicture ? { ...opened, graph: await withoutTargets(opened.graph, registry) } : opened;
  const { inputs, files } = readInputs(read.graph, registry, flags.in);
  const reads = new Set([read.file, ...files, ...filesRead(read, registry)]);
  const values = Object.fromEntries(inputs);
  const leftOut = whyLeftOut(read.graph, values, registry);
  const outs = await planOuts(read.graph, registry, flags.out, flags.only, reads, leftOut);
  const saved = outs.filter((out) => out.save !== undefined);
  const run = {
    name,
    graph: saved.reduce(
      (graph, { save, path }) => aimSave(graph, save!, { file: path, existing: 'replace' }),
      read.graph,
    ),
    folder: read.folder,
    outputFolder: read.outputFolder,
    readable: files,
    writable: saved.map(({ path }) => path),
    inputs: values,
    travels: flags.workflow ? { graph: read.graph, registry } : undefined,
    targets: flags.only.length > 0 ? flags.only : undefined,
  };
  refuseTargets(name, read.graph, flags.only);
  const reporter = createReporter(flags);
  const isWhole = flags.only.length === 0;
  if (isWhole) for (const line of ownFiles(read.graph, registry, inputs)) reporter.note(printable(line));
  await withEngine({ ...flags, packs }, async (engine, signal, backends) => {
    if (flags.pushModels) await push(backends, run.graph, values, reporter, flags, signal);
    const { outputs, nodes, wasKept, workflow } = await runGraph(engine, run, reporter, signal);
    for (const out of outs) if (out.save === undefined) await writeValue(out, outputs[out.name]!, workflow, signal);
    report(reporter, registry, run.graph, outputs, nodes, outs);
    if (isWhole) for (const [name, why] of leftOut) reporter.note(printable(`${name}: left out, because ${why}`));
    if (wasKept) reporter.note('nothing to do: all of it was in the cache (--no-cache computes it anew)');
  });
}

/** Says where each picture is, and each other result that can be read. */
function report(
  reporter: Reporter,
  registry: Registry,
  graph: Graph,
  outputs: Readonly<Record<string, Value>>,
  nodes: Readonly<Record<string, Readonly<Record<string, Value>>>>,
  outs: readonly Out[],
): void {
  const ports = interfaceOf(graph, registry).outputs;
  for (const [name, value] of Object.entries(outputs)) {
    const { node } = parseEndpoint(graph.interface!.outputs![name]!)!;
    const out = outs.find((one) => one.name === name);
    const isSaved = graph.nodes[node]?.type === 'image/save';
    const file = out && !out.save ? out.path : isSaved ? nodes[node]?.['file'] : undefined;
    if (typeof file === 'string') {
      if (value !== file) reporter.result(`${name}: ${file}`, { event: 'output', name, file });
    } else if (isSmall(value)) {
      const isFelt = ports.get(name)?.kind === 'emotion' && isEmotion(value);
      const text = typeof value === 'string' ? value : isFelt ? emotionText(value) : JSON.stringify(value);
      reporter.result(`${name}: ${text}`, { event: 'output', name, value });
    } else {
      const { what, suffix } = kindOfFile(value);
      reporter.note(`${name}: ${what} that is not written; --out ${name}=FILE.${suffix} writes it`);
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

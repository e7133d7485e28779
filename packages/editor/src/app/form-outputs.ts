import { type Port, parseEndpoint } from '@moodwire/engine/graph';
import type { Graph } from '../document/body.js';
import type { Resolved } from '../kinds/resolved.js';
import type { GraphRun } from '../session/graph-run.js';
import { lookKindOf } from '../shape/look-kind.js';

/** How an output is shown in the form's result. */
type OutputLook = 'picture' | 'pictures' | 'mask' | 'emotion' | 'text' | 'value' | 'machine';

/** What the graph gives under one name of its interface. */
export type FormOutput = {
  readonly name: string;
  readonly node: string;
  readonly output: string;
  readonly look: OutputLook;
};

/** The outputs of the graph's interface, pictures first, else in its order. Those that lead nowhere are left out. */
export function formOutputs(graph: Graph, resolved: Resolved): readonly FormOutput[] {
  const all = Object.entries(graph.interface?.outputs ?? {}).flatMap(([name, place]): FormOutput[] => {
    const end = parseEndpoint(place);
    const port = end && resolved.outputOf(end.node, end.port);
    if (!end || !port) return [];
    return [{ name, node: end.node, output: end.port, look: outputLook(port) }];
  });
  const isPicture = ({ look }: FormOutput): boolean => look === 'picture' || look === 'pictures';
  // Where a picture was written is said by the picture itself, which can be downloaded.
  const pictures = new Set(all.filter(isPicture).map(({ node }) => node));
  const rest = all.filter((one) => {
    const isFileName = graph.nodes[one.node]?.type === 'image/save' && one.output === 'file';
    return !isPicture(one) && !(isFileName && pictures.has(one.node));
  });
  return [...all.filter(isPicture), ...rest];
}

function outputLook(port: Port): OutputLook {
  if (port.kind === 'list' && port.of?.[0]?.kind === 'image') return 'pictures';
  const kind = lookKindOf(port);
  if (kind === 'picture' || kind === 'mask' || kind === 'text' || kind === 'value') return kind;
  return kind === 'bars' ? 'emotion' : 'machine';
}

/** The node that loads the photo of which the one picture of the result is made; nothing where it is not one of each. */
export function comparedNode(graph: Graph, outputs: readonly FormOutput[]): string | undefined {
  const pictures = outputs.filter(({ look }) => look === 'picture' || look === 'pictures');
  if (pictures.length !== 1 || pictures[0]!.look !== 'picture') return undefined;
  const loads = Object.entries(graph.nodes).filter(([, { type, mode }]) => type === 'image/load' && mode === undefined);
  const [id, node] = loads[0] ?? [];
  return loads.length === 1 && node?.map === undefined ? id : undefined;
}

export type Size = { readonly width: number; readonly height: number };

/** Can two pictures be laid over each other? One may be a smaller copy, whose sides were rounded. */
export function hasSameShape(a: Size, b: Size): boolean {
  if (a.height === 0 || b.height === 0) return false;
  return Math.abs(Math.log((a.width * b.height) / (b.width * a.height))) < 0.02;
}

/** What is seen while a run is on its way: the newest picture of a node that runs. */
export function livePreview(run: GraphRun | undefined): string | undefined {
  if (run?.state !== 'running') return undefined;
  for (const [path, node] of Object.entries(run.nodes)) {
    // A subgraph shows what its nodes show.
    if (!path.includes('/') && node.state === 'running' && node.preview !== undefined) return node.preview;
  }
  return undefined;
}

import type { AnyNode, Port } from '@moodwire/engine/graph';

/** What a node shows of its results, in itself. */
export type LookKind = 'picture' | 'mask' | 'compare' | 'bars' | 'text' | 'value';

export type Shown = { readonly kind: LookKind; readonly output: string };

/** What some kinds of node are there for, or are best understood by. */
const BY_TYPE: Readonly<Record<string, Shown | undefined>> = {
  'image/preview': { kind: 'picture', output: 'image' },
  'image/save': { kind: 'picture', output: 'image' },
  'image/grid': { kind: 'picture', output: 'image' },
  'image/compare': { kind: 'compare', output: 'image' },
  'emotion/show': { kind: 'bars', output: 'emotion' },
  'emotion/mllm-encode': { kind: 'bars', output: 'source' },
  'emotion/describe': { kind: 'text', output: 'text' },
  'emotion/denoise': { kind: 'mask', output: 'relevance' },
  'emotion/per-retain': { kind: 'mask', output: 'mask' },
};

/** How a value of this type is looked at; nothing for what only machines read. */
export function lookKindOf(port: Port): LookKind | undefined {
  switch (port.kind) {
    case 'image':
      return 'picture';
    case 'mask':
      return 'mask';
    case 'emotion':
      return 'bars';
    case 'text':
      return 'text';
    case 'number':
    case 'integer':
    case 'boolean':
    case 'list':
      return 'value';
    default:
      return undefined;
  }
}

/**
 * What a node shows: what its place says (`look`: an output's name, or false for nothing), or what its kind is best
 * understood by.
 */
export function shownBy(kind: AnyNode, look: string | false | undefined): Shown | undefined {
  if (look === false) return undefined;
  const own = BY_TYPE[kind.type];
  if (look === undefined || look === own?.output) return own;
  const port = kind.outputs[look];
  const lookKind = port && lookKindOf(port);
  return lookKind && { kind: lookKind, output: look };
}

/**
 * The type of a port, as a value: the validator, the editor and TypeScript all read this one description. `T` is the
 * type of what travels through it and exists for the compiler alone.
 */
export type Port<T = unknown> = {
  readonly kind: string;
  /** What is known of the values, for example `{ channels: 4 }`. What is absent is not known. */
  readonly traits?: Readonly<Record<string, string | number>>;
  /** The element type of a list, or the alternatives of a choice. */
  readonly of?: readonly Port[];
  readonly '~value'?: T;
};

export type ValueOf<P> = P extends Port<infer T> ? T : never;

/** An input that may stay unconnected. */
export type OptionalPort<T = unknown> = Port<T> & { readonly optional: true };

/** An input that is computed only once `run` asks for it. */
export type LazyPort<T = unknown> = Port<T> & { readonly lazy: true };

/** How a lazy input is asked for. Rejects when what feeds it failed. */
export type Demand<T> = () => Promise<T>;

export type Assignability = { readonly ok: true } | { readonly ok: false; readonly reason: string };

const FITS: Assignability = { ok: true };

/**
 * May a value of type `from` be given where `to` is wanted? Kinds must agree, a trait that both sides know must agree,
 * a choice takes what any alternative takes, and an integer is a number. `reason` is a sentence for people.
 */
export function assignable(from: Port, to: Port): Assignability {
  if (to.kind === 'any' || from.kind === 'any') return FITS;
  if (from.kind === 'either') {
    for (const option of from.of ?? []) {
      const verdict = assignable(option, to);
      if (!verdict.ok) return verdict;
    }
    return FITS;
  }
  if (to.kind === 'either') {
    if ((to.of ?? []).some((option) => assignable(from, option).ok)) return FITS;
    return { ok: false, reason: `${portName(from)} is none of ${portName(to)}` };
  }
  if (from.kind === 'integer' && to.kind === 'number') return FITS;
  if (from.kind !== to.kind) return { ok: false, reason: `${portName(from)} is not ${portName(to)}` };
  if (to.traits === undefined && to.of === undefined) return FITS;
  for (const [trait, wanted] of Object.entries(to.traits ?? {})) {
    const found = from.traits?.[trait];
    if (found !== undefined && found !== wanted) {
      return { ok: false, reason: `${portName(from)} has ${trait} ${found}, and ${trait} ${wanted} is wanted` };
    }
  }
  const [fromItem, toItem] = [from.of?.[0], to.of?.[0]];
  return from.kind === 'list' && fromItem && toItem ? assignable(fromItem, toItem) : FITS;
}

/** A port type in words: `latent(channels 4)`, `list of image`, `image or mask`. */
export function portName(port: Port): string {
  if (port.kind === 'list') return `list of ${port.of?.map(portName).join(', ') ?? 'anything'}`;
  if (port.kind === 'either') return port.of?.map(portName).join(' or ') ?? 'nothing';
  const traits = Object.entries(port.traits ?? {}).map(([trait, value]) => `${trait} ${value}`);
  return traits.length > 0 ? `${port.kind}(${traits.join(', ')})` : port.kind;
}

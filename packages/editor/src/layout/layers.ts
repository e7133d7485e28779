export type SizedBox = { readonly id: string; readonly w: number; readonly h: number };
export type Link = readonly [from: string, to: string];

/** A box in its column, and where its middle would best be. */
export type Ordered = { readonly id: string; readonly column: number; readonly middle: number };

const SWEEPS = 4;

/**
 * A layout in columns that is made in a moment: each box one column to the right of what feeds it, and in each column
 * in the order of the middle of its neighbours. Links against the flow, as in a circle, are not minded.
 */
export function layers(boxes: readonly SizedBox[], links: readonly Link[], gap: number): readonly Ordered[] {
  const at = new Map(boxes.map(({ id }, i) => [id, i]));
  const to: number[][] = boxes.map(() => []);
  const from: number[][] = boxes.map(() => []);
  for (const [a, b] of links) {
    const [source, target] = [at.get(a), at.get(b)];
    if (source === undefined || target === undefined || source === target) continue;
    to[source]!.push(target);
    from[target]!.push(source);
  }
  const column = columnsOf(to);
  const columns: number[][] = [];
  for (let i = 0; i < boxes.length; i++) {
    columns[column[i]!] ??= [];
    columns[column[i]!]!.push(i);
  }
  const middle = new Float64Array(boxes.length);
  for (const members of columns) stack(members);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const isForward = sweep % 2 === 0;
    const neighbours = isForward ? from : to;
    for (const members of isForward ? columns : [...columns].reverse()) {
      const wish = new Map(members.map((i) => [i, meanOf(neighbours[i]!, middle) ?? middle[i]!]));
      members.sort((a, b) => wish.get(a)! - wish.get(b)!);
      stack(members, wish);
    }
  }
  return boxes.map(({ id }, i) => ({ id, column: column[i]!, middle: middle[i]! }));

  /** Puts the boxes of a column below each other, each where it wishes to be or below, and all of them on average there. */
  function stack(members: readonly number[], wish?: ReadonlyMap<number, number>): void {
    let end = Number.NEGATIVE_INFINITY;
    let off = 0;
    for (const i of members) {
      const { h } = boxes[i]!;
      const wished = wish?.get(i) ?? 0;
      middle[i] = Math.max(wished, end + gap + h / 2);
      if (end === Number.NEGATIVE_INFINITY) middle[i] = wished;
      end = middle[i]! + h / 2;
      off += middle[i]! - wished;
    }
    for (const i of members) middle[i]! -= off / members.length;
  }
}

function meanOf(places: readonly number[], middle: Float64Array): number | undefined {
  if (places.length === 0) return undefined;
  return places.reduce((sum, i) => sum + middle[i]!, 0) / places.length;
}

/** The longest way from a start to each box, in links; those that would close a circle are left out. */
function columnsOf(to: readonly (readonly number[])[]): Int32Array {
  const state = new Uint8Array(to.length);
  const backward = new Set<string>();
  const order: number[] = [];
  for (let root = 0; root < to.length; root++) {
    if (state[root] !== 0) continue;
    // A stack of our own: chains are longer than the engine's.
    const path: { readonly i: number; next: number }[] = [{ i: root, next: 0 }];
    state[root] = 1;
    while (path.length > 0) {
      const top = path.at(-1)!;
      const target = to[top.i]![top.next++];
      if (target === undefined) {
        state[top.i] = 2;
        order.push(top.i);
        path.pop();
      } else if (state[target] === 1) backward.add(`${top.i}>${target}`);
      else if (state[target] === 0) {
        state[target] = 1;
        path.push({ i: target, next: 0 });
      }
    }
  }
  const column = new Int32Array(to.length);
  for (const i of order.reverse()) {
    for (const target of to[i]!) {
      if (!backward.has(`${i}>${target}`)) column[target] = Math.max(column[target]!, column[i]! + 1);
    }
  }
  // What nothing feeds stands by what it feeds, not at the far left.
  for (let i = 0; i < to.length; i++) {
    if (column[i] !== 0) continue;
    const targets = to[i]!.filter((target) => !backward.has(`${i}>${target}`));
    if (targets.length > 0) column[i] = Math.max(0, Math.min(...targets.map((target) => column[target]!)) - 1);
  }
  return column;
}

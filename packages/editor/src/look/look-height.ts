/** How a value is looked at in a node. */
export type LookName = 'picture' | 'mask' | 'compare' | 'bars' | 'text' | 'value' | 'number';

/** So many emotions are seen in a node; a panel shows all eight. */
export const BARS_IN_NODE = 5;

const HEIGHTS: Readonly<Record<LookName, number>> = {
  picture: 168,
  mask: 168,
  compare: 188,
  bars: 20 * BARS_IN_NODE + 8,
  text: 84,
  value: 32,
  number: 32,
};

/** How high a look is on the canvas, in pixels, margins included. */
export const lookHeight = (kind: LookName): number => HEIGHTS[kind];

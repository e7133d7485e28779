const CATEGORIES = [
  'image',
  'emotion',
  'latent',
  'model',
  'mask',
  'list',
  'number',
  'text',
  'flow',
  'subgraph',
  'other',
] as const;
export type Category = (typeof CATEGORIES)[number];

/** What stands before the slash of a node's type: `image` of `image/load`; `other` for what a pack of somebody made up. */
export function categoryOf(type: string): Category {
  const name = type.slice(0, Math.max(0, type.indexOf('/')));
  return CATEGORIES.find((category) => category === name) ?? 'other';
}

const COLOURS: Readonly<Record<Category, string>> = {
  image: 'var(--t-image)',
  emotion: 'var(--t-emotion)',
  latent: 'var(--t-latent)',
  model: 'var(--t-model)',
  mask: 'var(--t-mask)',
  list: 'var(--t-mllm)',
  number: 'var(--t-number)',
  text: 'var(--t-text)',
  flow: 'var(--t-condition)',
  subgraph: 'var(--ac)',
  other: 'var(--t-any)',
};

/** The tint of a node's glyph, as a CSS value. */
export const categoryColour = (type: string): string => COLOURS[categoryOf(type)];

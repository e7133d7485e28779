let context: CanvasRenderingContext2D | undefined;
const known = new Map<string, string>();

/** A colour of CSS, in whatever way it is written, as every program knows it: `#6c9cff`, or with how much it covers. */
export function plainColour(css: string): string {
  const before = known.get(css);
  if (before !== undefined) return before;
  if (!context) {
    const canvas = document.createElement('canvas');
    canvas.width = 1;
    canvas.height = 1;
    context = canvas.getContext('2d', { willReadFrequently: true })!;
  }
  context.clearRect(0, 0, 1, 1);
  context.fillStyle = css;
  context.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0, a = 255] = context.getImageData(0, 0, 1, 1).data;
  const hex = [r, g, b, ...(a === 255 ? [] : [a])].map((part) => part.toString(16).padStart(2, '0'));
  const colour = `#${hex.join('')}`;
  known.set(css, colour);
  return colour;
}

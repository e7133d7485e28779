import sharp from 'sharp';
import { expect, test } from 'vitest';
import { graphSvg, type PictureScene } from '../../../packages/editor/src/files/export-picture.js';

const theme = {
  canvas: '#0f1217',
  grid: '#1d232c',
  node: '#1a1f28',
  header: '#202733',
  control: '#12161d',
  border: '#2a323e',
  text: '#e8ecf2',
  dimText: '#a6b1c0',
  shadow: '#00000066',
};

const scene = (title: string): PictureScene => ({
  nodes: [
    {
      x: 100,
      y: 60,
      w: 220,
      h: 130,
      title,
      colour: '#6cf',
      rows: [
        { y: 40, h: 24, left: title, right: 'image' },
        { y: 64, h: 32, widget: { label: 'strength', value: title } },
      ],
      sockets: [
        { x: 0, y: 52, colour: '#6cf', form: 'circle', isFilled: true },
        { x: 220, y: 52, colour: '#f6c', form: 'diamond', isFilled: false },
      ],
    },
  ],
  links: [{ d: 'M320 112C380 112 380 200 440 200', colour: '#6cf' }],
  groups: [{ x: 80, y: 20, w: 300, h: 220, title, colour: '#3cc' }],
  notes: [{ x: 400, y: 20, w: 160, h: 60, text: `${title}\nsecond line`, colour: '#fc6' }],
  theme,
});

test('the picture is drawn by a program that knows nothing of Moodwire, with room around the graph', async () => {
  const svg = graphSvg(scene('Load photo'));
  const { data, info } = await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([576, 316]);
  const pixel = (x: number, y: number): number[] => [
    ...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3),
  ];
  expect(pixel(1, 1)).toEqual([0x0f, 0x12, 0x17]);
  // The node's header, and the socket at its left, from the upper left corner of the picture.
  expect(pixel(300 - 32, 60 + 28 + 4)).toEqual([0x20, 0x27, 0x33]);
  expect(pixel(100 - 32, 60 + 28 + 52)).toEqual([0x66, 0xcc, 0xff]);
});

test.each([
  '<script>alert(1)</script> & "quotes" \'single\'',
  ']]><!-- &bogus; -->',
  'controls \u0000\u0007\u001b\ufffe lone \ud800 surrogate',
  '감정 편집 😀 \u2028 end',
])('whatever a title says, the picture is well-formed: %j', async (title) => {
  const svg = graphSvg(scene(title));
  expect(svg).not.toContain('<script');
  await expect(sharp(Buffer.from(svg)).metadata()).resolves.toMatchObject({ format: 'svg' });
  expect(tagsOf(svg).depth).toBe(0);
});

test('titles are in it as text, and long ones are cut', () => {
  expect(graphSvg(scene('A & B'))).toContain('A &amp; B');
  const long = graphSvg(scene('wide '.repeat(60)));
  expect(long).toContain('…');
  expect(long).not.toContain('wide '.repeat(20));
});

test('hostile colours and ways stay within their attributes', () => {
  const bad = '"/><script>1</script>';
  const hostile = scene('x');
  const svg = graphSvg({
    ...hostile,
    links: [{ d: bad, colour: bad }],
    groups: [{ ...hostile.groups[0]!, colour: bad }],
  });
  expect(svg).not.toContain('<script');
  expect(tagsOf(svg).depth).toBe(0);
});

test('an empty graph is an empty picture', async () => {
  const svg = graphSvg({ nodes: [], links: [], groups: [], notes: [], theme });
  await expect(sharp(Buffer.from(svg)).metadata()).resolves.toMatchObject({ width: 96, height: 96 });
});

/** How many elements are left open. */
function tagsOf(svg: string): { depth: number } {
  let depth = 0;
  for (const [, close, self] of svg.matchAll(/<(\/)?[a-zA-Z]+(?:\s+[\w-]+="[^"<]*")*\s*(\/)?>/g)) {
    if (close) depth--;
    else if (!self) depth++;
  }
  return { depth };
}

import type { Box, Point } from '../document/body.js';
import type { SocketForm } from '../shape/ports.js';
import { escapeXml, fitText, textWidth, wrapText } from './picture-text.js';

/** A graph as it is to be drawn: plain places, texts and colours, each such as a standalone SVG knows (`#6c9cff`). */
export type PictureScene = {
  readonly nodes: readonly PictureNode[];
  /** `d`: the way of the link, as an SVG path. */
  readonly links: readonly { readonly d: string; readonly colour: string; readonly isDashed?: boolean }[];
  readonly groups: readonly (Box & { readonly title: string; readonly colour: string })[];
  readonly notes: readonly (Box & { readonly text: string; readonly colour?: string })[];
  readonly theme: PictureTheme;
};

export type PictureNode = Box & {
  readonly title: string;
  /** The tint of its category. */
  readonly colour: string;
  readonly rows: readonly PictureRow[];
  /** Places are relative to the node. */
  readonly sockets: readonly (Point & {
    readonly colour: string;
    readonly form: SocketForm;
    readonly isFilled: boolean;
  })[];
};

/** A line of a node, from `y` down, relative to the node: names of ports at the sides, or a setting. */
export type PictureRow = {
  readonly y: number;
  readonly h: number;
  readonly left?: string;
  readonly right?: string;
  readonly widget?: { readonly label: string; readonly value: string };
};

type PictureTheme = {
  readonly canvas: string;
  readonly grid: string;
  readonly node: string;
  readonly header: string;
  readonly control: string;
  readonly border: string;
  readonly text: string;
  readonly dimText: string;
  readonly shadow: string;
};

const MARGIN = 48;
const HEADER = 34;
const RADIUS = 10;
const LABEL_WIDTH = 76;
/** Bold type is so much wider. */
const BOLD = 1.12;
const FONT =
  "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans KR', 'Liberation Sans', 'DejaVu Sans', sans-serif";

/** The graph as a picture for a document: a standalone SVG that names its fonts and holds nothing that runs or is fetched. */
export function graphSvg(scene: PictureScene): string {
  const { nodes, links, groups, notes, theme } = scene;
  const view = boundsOf([...nodes, ...groups, ...notes]);
  const at = `x="${view.x}" y="${view.y}" width="${view.w}" height="${view.h}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${view.w}" height="${view.h}" viewBox="${view.x} ${view.y} ${view.w} ${view.h}" font-family="${escapeXml(FONT)}" font-size="12">`,
    '<defs>',
    `<pattern id="dots" width="20" height="20" patternUnits="userSpaceOnUse"><circle cx="10" cy="10" r="1.1"${fill(theme.grid)}/></pattern>`,
    `<filter id="shadow" x="-20%" y="-20%" width="140%" height="150%" color-interpolation-filters="sRGB"><feDropShadow dx="0" dy="4" stdDeviation="6" flood-color="${escapeXml(theme.shadow)}"/></filter>`,
    '</defs>',
    `<rect ${at}${fill(theme.canvas)}/>`,
    `<rect ${at} fill="url(#dots)"/>`,
    ...groups.map((group) => groupSvg(group, theme)),
    ...links.map(({ d, colour, isDashed }) => linkSvg(d, colour, isDashed === true, theme)),
    ...notes.map((note) => noteSvg(note, theme)),
    ...nodes.map((node) => nodeSvg(node, theme)),
    '</svg>',
    '',
  ].join('\n');
}

function boundsOf(boxes: readonly Box[]): Box {
  if (boxes.length === 0) return { x: 0, y: 0, w: 2 * MARGIN, h: 2 * MARGIN };
  const x = Math.floor(Math.min(...boxes.map((box) => box.x)) - MARGIN);
  const y = Math.floor(Math.min(...boxes.map((box) => box.y)) - MARGIN);
  const right = Math.ceil(Math.max(...boxes.map((box) => box.x + box.w)) + MARGIN);
  const bottom = Math.ceil(Math.max(...boxes.map((box) => box.y + box.h)) + MARGIN);
  return { x, y, w: right - x, h: bottom - y };
}

const fill = (colour: string): string => ` fill="${escapeXml(colour)}"`;
const stroke = (colour: string): string => ` stroke="${escapeXml(colour)}"`;
/** Two places behind the point are more than is seen. */
const n = (value: number): string => String(Math.round(value * 100) / 100);

function rect({ x, y, w, h }: Box, radius: number, attributes: string): string {
  return `<rect x="${n(x)}" y="${n(y)}" width="${n(w)}" height="${n(h)}" rx="${radius}"${attributes}/>`;
}

/** `y` is the middle of the line. */
function text(line: string, x: number, y: number, attributes: string): string {
  return line === '' ? '' : `<text x="${n(x)}" y="${n(y)}" dy=".35em"${attributes}>${escapeXml(line)}</text>`;
}

function groupSvg(group: PictureScene['groups'][number], theme: PictureTheme): string {
  const { x, y, w, title, colour } = group;
  const frame = `${fill(colour)} fill-opacity=".07"${stroke(colour)} stroke-opacity=".45" stroke-width="1.5"`;
  const line = fitText(title, 14 * BOLD, w - 28);
  return [
    rect(group, 14, frame),
    text(line, x + 14, y + 18, `${fill(theme.text)} font-size="14" font-weight="600"`),
  ].join('');
}

function linkSvg(d: string, colour: string, isDashed: boolean, theme: PictureTheme): string {
  const way = `<path d="${escapeXml(d)}" fill="none" stroke-linecap="round"`;
  // A rim in the colour of the canvas tells links apart where they cross.
  const rim = `${way}${stroke(theme.canvas)} stroke-width="6"/>`;
  return `${rim}${way}${stroke(colour)} stroke-width="2.5"${isDashed ? ' stroke-dasharray="6 6"' : ''}/>`;
}

function noteSvg(note: PictureScene['notes'][number], theme: PictureTheme): string {
  const { x, y, w, h, colour = theme.border } = note;
  const line = 18;
  const lines = wrapText(note.text, 12, w - 24, Math.floor((h - 16) / line));
  return [
    rect(note, 8, `${fill(theme.node)}${stroke(theme.border)}`),
    rect({ x, y, w, h }, 8, `${fill(colour)} fill-opacity=".12"`),
    ...lines.map((one, at) => text(one, x + 12, y + 8 + (at + 0.5) * line, fill(theme.text))),
  ].join('');
}

function nodeSvg(node: PictureNode, theme: PictureTheme): string {
  const { x, y, w, h, title, colour, rows, sockets } = node;
  const head = Math.min(HEADER, h);
  const isOpen = h > head;
  const r = RADIUS;
  const top = isOpen
    ? `M0 ${head}V${r}a${r} ${r} 0 0 1 ${r} ${-r}H${n(w - r)}a${r} ${r} 0 0 1 ${r} ${r}V${head}z`
    : undefined;
  const inside = { x: 0, y: 0, w, h };
  return [
    `<g transform="translate(${n(x)} ${n(y)})">`,
    rect(inside, r, `${fill(isOpen ? theme.node : theme.header)} filter="url(#shadow)"`),
    top === undefined ? '' : `<path d="${top}"${fill(theme.header)}/>`,
    isOpen ? `<path d="M0 ${head - 0.5}H${n(w)}"${stroke(theme.border)}/>` : '',
    rect(inside, r, ` fill="none"${stroke(theme.border)}`),
    rect({ x: 10, y: head / 2 - 7, w: 14, h: 14 }, 4, `${fill(colour)} fill-opacity=".25"`),
    `<circle cx="17" cy="${n(head / 2)}" r="3"${fill(colour)}/>`,
    text(fitText(title, 12.5 * BOLD, w - 44), 32, head / 2, `${fill(theme.text)} font-size="12.5" font-weight="600"`),
    ...rows.map((row) => rowSvg(row, w, theme)),
    ...sockets.map((socket) => socketSvg(socket, theme)),
    '</g>',
  ].join('');
}

function rowSvg({ y, h, left, right, widget }: PictureRow, w: number, theme: PictureTheme): string {
  const middle = y + h / 2;
  const parts: string[] = [];
  const rightWidth = right === undefined ? 0 : Math.min(textWidth(right, 12), (w - 36) / (left === undefined ? 1 : 2));
  if (left !== undefined) parts.push(text(fitText(left, 12, w - 36 - rightWidth), 14, middle, fill(theme.dimText)));
  if (right !== undefined) {
    const line = fitText(right, 12, rightWidth + 1);
    parts.push(text(line, w - 14, middle, `${fill(theme.dimText)} text-anchor="end"`));
  }
  if (widget) {
    const box = { x: LABEL_WIDTH + 14, y: y + 3, w: Math.max(20, w - LABEL_WIDTH - 24), h: Math.max(12, h - 6) };
    parts.push(
      text(fitText(widget.label, 12, LABEL_WIDTH - 4), 10, middle, fill(theme.dimText)),
      rect(box, 6, `${fill(theme.control)}${stroke(theme.border)}`),
      text(fitText(widget.value, 12, box.w - 16), box.x + 8, middle, fill(theme.text)),
    );
  }
  return parts.join('');
}

const FORMS: Readonly<Record<SocketForm, string>> = {
  square: 'M-4 -4h8v8h-8z',
  circle: 'M0 -4.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 1 1 0-9z',
  diamond: 'M0 -5.4L5.4 0L0 5.4L-5.4 0z',
  triangle: 'M-4 -4.7L4.8 0L-4 4.7z',
};

function socketSvg({ x, y, colour, form, isFilled }: PictureNode['sockets'][number], theme: PictureTheme): string {
  const place = `transform="translate(${n(x)} ${n(y)})" stroke-width="1.5" stroke-linejoin="round"`;
  return `<path d="${FORMS[form]}" ${place}${fill(isFilled ? colour : theme.node)}${stroke(colour)}/>`;
}

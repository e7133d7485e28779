import type { AnyNode, GraphNode, Json, Param } from '@moodwire/engine/graph';
import { bodyOf, groupsOf, notesOf } from '../document/body.js';
import type { Resolved } from '../kinds/resolved.js';
import { type Palette, readPalette } from '../scene/colours.js';
import { createScene, endsOf, linePath, type Scene } from '../scene/scene.js';
import { type Session, shownSubgraph } from '../session/session.js';
import { categoryColour } from '../shape/category.js';
import type { Row } from '../shape/geometry.js';
import { portTitle } from '../shape/port-title.js';
import { portShape } from '../shape/ports.js';
import { words } from '../words/words.js';
import { graphSvg, type PictureNode, type PictureRow, type PictureScene } from './export-picture.js';
import { plainColour } from './plain-colour.js';
import { svgToPng } from './svg-to-png.js';

/** Pixels for each unit of the graph: sharp on fine screens and in print. */
const PNG_SCALE = 2;

/** The graph that is drawn, as a standalone SVG in the colours of the theme. */
export function exportSvg(session: Session, root: Element = document.documentElement): string {
  const subgraph = shownSubgraph(session);
  const resolved = session.resolved.get();
  const scene = createScene(bodyOf(session.document.get(), subgraph)!, resolved, subgraph);
  return graphSvg(pictureScene(scene, resolved, subgraph, plainPalette(readPalette(root))));
}

/** The same as a PNG. */
export const exportPng = (session: Session, root?: Element): Promise<Blob> =>
  svgToPng(exportSvg(session, root), PNG_SCALE);

/** Other programs know no `oklch()`. */
function plainPalette(palette: Palette): Pick<Palette, 'port' | 'variable'> {
  return {
    port: (port) => plainColour(palette.port(port)),
    variable: (name) => plainColour(palette.variable(name)),
  };
}

/** What is to be drawn of a scene, with colours that stand for themselves. */
function pictureScene(
  scene: Scene,
  resolved: Resolved,
  subgraph: string | undefined,
  palette: Pick<Palette, 'port' | 'variable'>,
): PictureScene {
  const { body } = scene;
  const groups = groupsOf(body);
  const isHidden = (at: number): boolean => at >= 0 && scene.hidden[at] === 1;
  const fed = new Set(
    scene.lines.flatMap((line) => [`${line.node}.${line.slot}`, `${line.from.node}.${line.from.port}`]),
  );
  const nodes = scene.ids.flatMap((id, at): PictureNode[] => {
    const geometry = scene.geometry[at]!;
    const node = body.nodes[id]!;
    const kind = resolved.nodeOf(id, subgraph);
    if (isHidden(at)) return [];
    return [
      {
        x: scene.x[at]!,
        y: scene.y[at]!,
        w: scene.w[at]!,
        h: scene.h[at]!,
        title: node.title ?? kind?.title ?? node.type,
        colour: colourOf(categoryColour(node.type), palette),
        rows: geometry.rows.flatMap((row) => rowOf(row, node, kind)),
        sockets: geometry.sockets
          .filter(({ isParam, name }) => !isParam || fed.has(`${id}.${name}`))
          .map(({ x, y, name, port }) => ({
            x,
            y,
            colour: palette.port(port),
            form: portShape(port),
            isFilled: fed.has(`${id}.${name}`),
          })),
      },
    ];
  });
  const links = scene.lines.flatMap((line, at) => {
    if (line.target < 0 || (isHidden(line.source) && isHidden(line.target))) return [];
    const isDashed = [line.source, line.target].some(
      (end) => end < 0 || body.nodes[scene.ids[end]!]!.mode !== undefined,
    );
    const d = linePath(...endsOf(scene, at), line.route);
    return [{ d, colour: palette.port(line.port), ...(isDashed && { isDashed }) }];
  });
  return {
    nodes,
    links,
    groups: groups.map(({ x, y, w, h, title, colour }) => ({
      x,
      y,
      w,
      h,
      title,
      colour: palette.variable(`--g-${colour}`),
    })),
    notes: notesOf(body).map(({ x, y, w, h, text, colour }) => ({
      x,
      y,
      w,
      h,
      text,
      ...(colour !== undefined && { colour: palette.variable(`--g-${colour}`) }),
    })),
    theme: {
      canvas: palette.variable('--canvas'),
      grid: palette.variable('--grid'),
      node: palette.variable('--s-node'),
      header: palette.variable('--s-head'),
      control: palette.variable('--s-ctl'),
      border: palette.variable('--bd'),
      text: palette.variable('--tx1'),
      dimText: palette.variable('--tx2'),
      shadow: '#00000040',
    },
  };
}

/** The colour of a CSS variable, as `var(--name)` names it. */
const colourOf = (css: string, palette: Pick<Palette, 'variable'>): string =>
  palette.variable(/var\((--[\w-]+)\)/.exec(css)?.[1] ?? '--t-any');

function rowOf(row: Row, node: GraphNode, kind: AnyNode | undefined): PictureRow[] {
  const { y, h } = row;
  if (row.kind === 'look') return [];
  if (row.kind === 'size') {
    const side = (name: string): string => valueText(node.params?.[name], kind?.params[name]);
    return [{ y, h, widget: { label: words().node.size, value: `${side('width')} × ${side('height')}` } }];
  }
  if (row.kind === 'param') {
    const label = portTitle(row.name);
    if (row.isFed) return [{ y, h, left: label }];
    return [{ y, h, widget: { label, value: valueText(node.params?.[row.name], kind?.params[row.name]) } }];
  }
  return [
    {
      y,
      h,
      ...(row.input !== undefined && { left: portTitle(row.input) }),
      ...(row.output !== undefined && { right: portTitle(row.output) }),
    },
  ];
}

function valueText(value: Json | undefined, param: Param | undefined): string {
  const shown = value ?? (param?.default as Json | undefined);
  if (shown === undefined || shown === null) return '';
  if (typeof shown === 'string') return param?.kind === 'file' ? (shown.split('/').at(-1) ?? '') : shown;
  if (typeof shown === 'number') return String(Math.round(shown * 1e4) / 1e4);
  return typeof shown === 'boolean' ? (shown ? '✓' : '–') : JSON.stringify(shown);
}

import { type MouseEvent, type ReactElement, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { enterSubgraph } from '../command/enter.js';
import type { Point } from '../document/body.js';
import { subgraphOf } from '../edit/subgraph.js';
import type { Editor } from '../editor/editor.js';
import { NodeView } from '../node/node-view.js';
import { pathPrefix, type Session } from '../session/session.js';
import { createStore } from '../store/store.js';
import { useSelected, useStore } from '../store/use-store.js';
import { useWords } from '../words/words.js';
import './canvas.css';
import type { MenuAt } from '../menu/menu.js';
import type { Palette } from '../scene/colours.js';
import type { Scene } from '../scene/scene.js';
import { toGraph } from '../scene/viewport.js';
import { FramesLayer } from './frames-layer.js';
import { takePointer } from './gesture/pointer.js';
import { takeArrows } from './keyboard.js';
import type { LineState } from './line-layer.js';
import { CanvasMenu, menuTarget } from './menu.js';
import { Minimap } from './minimap.js';
import type { Linking, Overlay } from './overlay.js';
import { OverlayLayer } from './overlay-layer.js';
import type { ClientPoint } from './shown-canvas.js';
import type { Stage } from './stage.js';
import { StageContext, useStage } from './stage-context.js';
import { CanvasTools } from './tools.js';
import { createCanvasView } from './view.js';
import { takeWheel } from './wheel.js';

/** The canvas of what is drawn of a session: made anew for each graph and subgraph. */
export function Canvas({ editor, session }: { readonly editor: Editor; readonly session: Session }) {
  const trail = useStore(session.trail);
  const key = `${session.id}/${trail.map(({ node, subgraph }) => `${node}:${subgraph}`).join('/')}`;
  return <BodyCanvas key={key} editor={editor} session={session} />;
}

function BodyCanvas({ editor, session }: { readonly editor: Editor; readonly session: Session }) {
  const words = useWords().canvas;
  const element = useRef<HTMLDivElement>(null);
  const [stage, setStage] = useState<Stage>();
  const [frames, setFrames] = useState<HTMLElement>();
  const [menu, setMenu] = useState<MenuAt>();

  useLayoutEffect(() => {
    const box = element.current!;
    const made = createStage(editor, session, box);
    setStage(made.stage);
    setFrames(made.frames);
    editor.canvas.set(made.stage);
    const onMenu = (event: ClientPoint, target: Element): void => setMenu(menuTarget(made.stage, event, target));
    const endPointer = takePointer(made.stage, { tool: () => editor.tool.get(), onVoid: openPalette(editor), onMenu });
    const endWheel = takeWheel(made.stage);
    const endArrows = takeArrows(made.stage);
    return () => {
      endPointer();
      endWheel();
      endArrows();
      editor.canvas.set((now) => (now === made.stage ? undefined : now));
      made.stage.view.destroy();
    };
  }, [editor, session]);

  const theme = useSelected(editor.settings, (settings) => settings.theme);
  // biome-ignore lint/correctness/useExhaustiveDependencies: colours are read anew with each theme
  useEffect(() => stage?.view.themeChanged(), [stage, theme]);

  return (
    // The application role lets arrow keys and letters through to the canvas; the outline panel is the way to read it.
    <div
      ref={element}
      className="canvas"
      data-testid="canvas"
      role="application"
      aria-label={words.label}
      aria-roledescription={words.label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the canvas is operated by keyboard
      tabIndex={0}
      onContextMenu={(event: MouseEvent) => {
        if ((event.target as Element).closest('[data-chrome], input, textarea') || !stage) return;
        event.preventDefault();
        setMenu(menuTarget(stage, event, event.target as Element));
      }}
      onDoubleClick={(event) => stage && openUnder(stage, event, event.target as Element)}
    >
      {stage && (
        <StageContext value={stage}>
          <stage.view.rete.Portals />
          {frames && createPortal(<FramesLayer />, frames)}
          <OverlayLayer />
          <EmptyHint />
          <CanvasTools />
          {menu && <CanvasMenu menu={menu} onClose={() => setMenu(undefined)} />}
          <MapIfShown />
        </StageContext>
      )}
    </div>
  );
}

function EmptyHint() {
  const { view } = useStage();
  const words = useWords().canvas;
  const isEmpty = useSelected(view.scene, ({ ids, body }) => ids.length === 0 && !body.layout?.notes?.length);
  return isEmpty ? <p className="canvas-empty">{words.empty}</p> : null;
}

function MapIfShown() {
  const { editor } = useStage();
  const isShown = useSelected(editor.settings, ({ showsMinimap }) => showsMinimap);
  if (!isShown) return null;
  return (
    <div data-chrome="">
      <Minimap />
    </div>
  );
}

function toCanvasPoint(box: HTMLElement, { clientX, clientY }: ClientPoint): Point {
  const { left, top } = box.getBoundingClientRect();
  return { x: clientX - left, y: clientY - top };
}

function createStage(editor: Editor, session: Session, box: HTMLElement) {
  const overlay = createStore<Overlay>({});
  const linking = createStore<Linking | undefined>(undefined);
  const prefix = pathPrefix(session);

  function lineState(at: number, scene: Scene): LineState {
    const line = scene.lines[at]!;
    if (linking.get()?.picked?.id === line.id) return 'picked';
    if (session.selection.get().has(`line:${line.id}`) || overlay.get().intoLine === line.id) return 'selected';
    if (scene.body.nodes[line.node]?.mode || scene.body.nodes[line.from.node]?.mode) return 'bypassed';
    return session.run.get()?.nodes[prefix + line.node]?.state === 'running' ? 'running' : 'plain';
  }

  function nodeColour(id: string, palette: Palette): string | undefined {
    const state = session.run.get()?.nodes[prefix + id]?.state;
    if (state === 'failed') return palette.error;
    return state === 'running' ? palette.accent : undefined;
  }

  const drawNode = (id: string): ReactElement => <NodeView id={id} />;
  const isNew = session.viewport.get().k === 0;
  if (isNew) session.viewport.set({ x: 0, y: 0, k: 1 });
  const view = createCanvasView(box, session, drawNode, lineState, nodeColour);
  const frames = document.createElement('div');
  frames.className = 'canvas-frames';
  view.rete.holder.prepend(frames);
  const stage: Stage = {
    editor,
    session,
    view,
    overlay,
    linking,
    writing: createStore<string | undefined>(undefined),
    toCanvas: (event) => toCanvasPoint(box, event),
    toGraph: (event) => toGraph(session.viewport.get(), toCanvasPoint(box, event)),
  };
  const touch = (): void => {
    view.touchLines();
    view.redraw();
  };
  overlay.subscribe(touch);
  linking.subscribe(touch);
  if (isNew) view.fit();
  return { stage, frames };
}

/** A double click: into a subgraph, into a title or a note, or for a new node. */
function openUnder(stage: Stage, event: ClientPoint, target: Element): void {
  if (target.closest('[data-widget], [data-socket], [data-message], [data-chrome], button, input, textarea')) return;
  const id = target.closest<HTMLElement>('[data-node]')?.dataset['node'];
  const node = id === undefined ? undefined : stage.view.scene.get().body.nodes[id];
  const frame = target.closest<HTMLElement>('[data-frame-header]')?.dataset['frameHeader'];
  if (id !== undefined && node && subgraphOf(node) !== undefined) enterSubgraph(stage.session, id);
  else if (id !== undefined && target.closest('[data-node-header]')) stage.writing.set(id);
  else if (frame !== undefined) stage.writing.set(frame);
  else if (id === undefined) stage.editor.dialog.set({ kind: 'nodes', at: stage.toGraph(event) });
}

/** A link that was let go over nothing asks for a node that it fits. */
const openPalette =
  (editor: Editor) =>
  (linking: Linking, at: Point): void => {
    const { node, port, side } = linking;
    editor.dialog.set({ kind: 'nodes', at, from: { node, port, side } });
  };

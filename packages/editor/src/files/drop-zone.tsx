import { useEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import type { ClientPoint } from '../canvas/shown-canvas.js';
import type { Point } from '../document/body.js';
import type { Editor } from '../editor/editor.js';
import { useWords, type Words } from '../words/words.js';
import './drop-zone.css';
import { type FileKind, fileKind } from './file-kind.js';
import { DropIcon } from './icons.js';
import { openFiles } from './open-files.js';
import { pasteText } from './paste-text.js';
import { photoPlace } from './photo-node.js';

/** Takes files that are dropped anywhere on the page, and shows before what will come of them; takes what is pasted. */
export function DropZone({ editor }: { readonly editor: Editor }) {
  const words = useWords().files;
  const [lines, setLines] = useState<readonly string[]>();
  const said = useRef(words);
  said.current = words;

  useEffect(() => {
    let pointer = { clientX: -1, clientY: -1 };
    const over = (event: DragEvent): void => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      // Without this the browser would leave the page to show the file.
      event.preventDefault();
      const isElsewhere = editor.dialog.get() !== undefined || ownsDrop(event.target);
      event.dataTransfer.dropEffect = isElsewhere && !ownsDrop(event.target) ? 'none' : 'copy';
      const next = isElsewhere ? undefined : linesOf(kindsOf(event.dataTransfer), editor, said.current);
      setLines((now) => (now?.join() === next?.join() ? now : next));
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setLines(undefined);
    };
    const hide = (): void => setLines(undefined);
    const drop = (event: DragEvent): void => {
      const files = [...(event.dataTransfer?.files ?? [])];
      if (event.defaultPrevented || files.length === 0) return;
      event.preventDefault();
      if (editor.dialog.get() === undefined) void openFiles(editor, files, placeAt(editor, event));
    };
    const move = ({ clientX, clientY }: PointerEvent): void => {
      pointer = { clientX, clientY };
    };
    const paste = (event: ClipboardEvent): void => {
      const data = event.clipboardData;
      if (event.defaultPrevented || !data || isTyping(event.target) || editor.dialog.get() !== undefined) return;
      const at = placeAt(editor, pointer);
      const files = [...data.files];
      const isTaken = files.length > 0 || pasteText(editor, data.getData('text/plain'), at);
      if (files.length > 0) void openFiles(editor, files, at);
      if (isTaken) event.preventDefault();
    };
    const off = new AbortController();
    const { signal } = off;
    // The overlay goes also where a widget takes the drop for itself.
    window.addEventListener('dragenter', over, { capture: true, signal });
    window.addEventListener('dragover', over, { capture: true, signal });
    window.addEventListener('dragleave', leave, { signal });
    window.addEventListener('dragend', hide, { signal });
    window.addEventListener('drop', hide, { capture: true, signal });
    window.addEventListener('drop', drop, { signal });
    window.addEventListener('pointermove', move, { passive: true, signal });
    window.addEventListener('paste', paste, { signal });
    return () => off.abort();
  }, [editor]);

  if (!lines) return null;
  return createPortal(
    <div className="drop-zone" role="status">
      <div className="drop-zone-card">
        <DropIcon />
        <b>{words.dropHere}</b>
        {lines.map((line) => (
          <span key={line}>{line}</span>
        ))}
      </div>
    </div>,
    document.body,
  );
}

/** A point of the window in the coordinates of the graph; nothing outside of the canvas. */
function placeAt({ canvas }: Pick<Editor, 'canvas'>, at: ClientPoint): Point | undefined {
  const stage = canvas.get();
  const under = document.elementFromPoint(at.clientX, at.clientY);
  return under && stage?.view.element.contains(under) ? stage.toGraph(at) : undefined;
}

/** Widgets that take pictures show themselves what will come of it. */
const ownsDrop = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('.picture-drop') !== null;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(?:input|textarea|select)$/i.test(target.tagName));

/** What is held over the page, as far as browsers tell before it is dropped: types alone, and not all. */
function kindsOf({ items }: DataTransfer): ReadonlySet<FileKind | 'unknown'> {
  const files = [...items].filter(({ kind }) => kind === 'file');
  return new Set(files.map(({ type }) => (type === '' ? 'unknown' : fileKind({ name: '', type }))));
}

function linesOf(
  kinds: ReadonlySet<FileKind | 'unknown'>,
  editor: Pick<Editor, 'active'>,
  words: Words['files'],
): readonly string[] {
  const isUnknown = kinds.has('unknown') || kinds.size === 0;
  const place = photoPlace(editor.active.get());
  const lines = [
    ...(kinds.has('picture') || isUnknown ? [place ? words.dropInto(place.title) : words.dropPhoto] : []),
    ...(kinds.has('graph') || isUnknown ? [words.dropGraph] : []),
  ];
  return kinds.has('other') ? [...lines, words.dropOther] : lines;
}

import { formatProblem, parseGraphText } from '@moodwire/engine/graph';
import { ApiError, api } from '../api/api.js';
import type { Point } from '../document/body.js';
import type { Editor } from '../editor/editor.js';
import { openTab } from '../editor/tabs.js';
import { toGraph } from '../scene/viewport.js';
import type { Session } from '../session/session.js';
import { words } from '../words/words.js';
import { fileKind } from './file-kind.js';
import { type PhotoPlace, photoPlace, placePhotos } from './photo-node.js';
import { pictureGraph } from './picture-graph.js';

type Opener = Pick<Editor, 'sessions' | 'active' | 'catalogue' | 'canvas' | 'toasts' | 'status'>;

/** A graph as a file is no larger than this. */
const MOST_GRAPH_BYTES = 64 * 2 ** 20;
/** How far into a picture its graph may lie: it is looked for in pictures up to this size. */
const MOST_PICTURE_BYTES = 256 * 2 ** 20;

/**
 * Opens files that were dropped, pasted or chosen. A graph, or a picture that carries one, comes into a tab of its own;
 * any other picture becomes the photo of the selected node that reads one, or a new node at `at`, in the coordinates of
 * the graph. What cannot be opened is told with what to do.
 */
export async function openFiles(editor: Opener, files: readonly File[], at?: Point): Promise<void> {
  const session = editor.active.get();
  const place = photoPlace(session);
  const photos: File[] = [];
  for (const file of files) {
    try {
      const kind = fileKind(file);
      if (kind === 'graph') await openGraphFile(editor, file);
      else if (kind === 'other') tellProblem(editor, words().files.unknownFile(file.name));
      else if (!(await openPictureGraph(editor, file, session, at))) photos.push(file);
    } catch (error) {
      tellProblem(editor, words().files.fileUnreadable(file.name, messageOf(error)));
    }
  }
  if (photos.length > 0) await takePhotos(editor, photos, session, at, place);
}

async function openGraphFile(editor: Opener, file: File): Promise<void> {
  if (file.size > MOST_GRAPH_BYTES) return tellProblem(editor, words().files.graphTooLarge(file.name));
  const parsed = parseGraphText(await file.text());
  if ('graph' in parsed) {
    openTab(editor, parsed.graph);
    editor.status.set(words().files.opened(file.name));
  } else
    tellProblem(editor, words().files.fileNotGraph(file.name, parsed.problems.slice(0, 1).map(formatProblem).join('')));
}

/** Opens the graph that a picture carries, and offers to take it as a photo. Gives false where it carries none. */
async function openPictureGraph(editor: Opener, file: File, before: Session, at?: Point): Promise<boolean> {
  if (file.size > MOST_PICTURE_BYTES) return false;
  const text = await pictureGraph(new Uint8Array(await file.arrayBuffer()));
  if (text === undefined) return false;
  const parsed = parseGraphText(text);
  // A graph that is damaged does not make the picture worse.
  if (!('graph' in parsed)) return false;
  const opened = openTab(editor, parsed.graph);
  const graph = opened.document.get();
  editor.toasts.show({
    tone: 'ok',
    text: words().files.pictureGraphOpened(file.name),
    action: {
      label: words().files.useAsPhoto,
      run() {
        const open = editor.sessions.get();
        const to = open.includes(before) ? before : editor.active.get();
        editor.active.set(to);
        // The tab that was opened for it goes, unless somebody worked in it already.
        if (to !== opened && opened.document.get() === graph) editor.sessions.set(open.filter((one) => one !== opened));
        void takePhotos(editor, [file], to, at, photoPlace(to));
      },
    },
  });
  return true;
}

async function takePhotos(
  editor: Opener,
  files: readonly File[],
  session: Session,
  at: Point | undefined,
  place: PhotoPlace | undefined,
): Promise<void> {
  const stored: string[] = [];
  for (const [number, file] of files.entries()) {
    editor.status.set(words().files.sending(file.name, number + 1, files.length));
    try {
      const { file: name, type } = await api.upload(file, file.name);
      // The server looks at what is in it.
      if (type.startsWith('image/')) stored.push(name);
      else tellProblem(editor, words().files.unknownFile(file.name));
    } catch (error) {
      tellProblem(editor, uploadProblem(file, error));
      if (error instanceof ApiError && (error.code === 'no-server' || error.code === 'files-full')) break;
    }
  }
  if (stored.length === 0) return;
  placePhotos(session, stored, at ?? middleOf(editor), place);
  editor.status.set(words().files.photosAdded(stored.length));
}

function uploadProblem(file: File, error: unknown): string {
  const w = words().files;
  switch (error instanceof ApiError ? error.code : '') {
    case 'too-large':
      return w.photoTooLarge(file.name);
    case 'too-many-pixels':
      return w.photoTooManyPixels(file.name);
    case 'files-full':
      return w.storeFull;
    default:
      return error instanceof ApiError && error.status === 415
        ? w.unknownFile(file.name)
        : w.fileUnreadable(file.name, messageOf(error));
  }
}

function tellProblem({ toasts, status }: Pick<Editor, 'toasts' | 'status'>, text: string): void {
  toasts.show({ tone: 'error', text });
  status.set(text);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The middle of what is seen of the graph. */
export function middleOf({ canvas }: Pick<Editor, 'canvas'>): Point {
  const shown = canvas.get();
  if (!shown) return { x: 0, y: 0 };
  const { width, height } = shown.view.size();
  return toGraph(shown.session.viewport.get(), { x: width / 2, y: height / 2 });
}

/** What a file is for the editor, by its name and type: what it holds is looked at later. */
export type FileKind = 'graph' | 'picture' | 'other';

const PICTURE = /\.(?:jpe?g|png|webp|avif|tiff?|gif|heic|heif)$/i;

export function fileKind({ name, type }: { readonly name: string; readonly type: string }): FileKind {
  if (type === 'application/json' || /\.json$/i.test(name)) return 'graph';
  // Systems name no type for what they do not know; SVG is no photo.
  if (type === 'image/svg+xml') return 'other';
  return type.startsWith('image/') || PICTURE.test(name) ? 'picture' : 'other';
}

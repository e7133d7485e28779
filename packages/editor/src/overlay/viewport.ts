/** How a picture lies in a box: its upper left corner in pixels of the box, and pixels of the box for one of its own. */
export type Viewport = { readonly x: number; readonly y: number; readonly scale: number };

export type Point = { readonly x: number; readonly y: number };

export type Size = { readonly width: number; readonly height: number };

const LEAST_SCALE = 0.02;
/** @internal */
export const MOST_SCALE = 32;

/** Zooms so that what lies at (x, y) of the box stays there. */
export function zoomAt(view: Viewport, factor: number, x: number, y: number): Viewport {
  const scale = Math.min(MOST_SCALE, Math.max(LEAST_SCALE, view.scale * factor));
  const by = scale / view.scale;
  return { x: x - (x - view.x) * by, y: y - (y - view.y) * by, scale };
}

/** All of the picture in the middle of the box; small ones are not blown up beyond `most`. */
export function fitInto(picture: Size, box: Size, margin = 24, most = 1): Viewport {
  if (picture.width <= 0 || picture.height <= 0) return { x: 0, y: 0, scale: 1 };
  const scale = Math.min(
    most,
    Math.max(LEAST_SCALE, (box.width - 2 * margin) / picture.width),
    Math.max(LEAST_SCALE, (box.height - 2 * margin) / picture.height),
  );
  return centred(picture, box, scale);
}

export function centred(picture: Size, box: Size, scale: number): Viewport {
  return { x: (box.width - picture.width * scale) / 2, y: (box.height - picture.height * scale) / 2, scale };
}

/** Keeps a part of the picture in sight. */
export function keptIn(view: Viewport, picture: Size, box: Size, least = 48): Viewport {
  const wide = picture.width * view.scale;
  const high = picture.height * view.scale;
  return {
    ...view,
    x: Math.min(box.width - least, Math.max(least - wide, view.x)),
    y: Math.min(box.height - least, Math.max(least - high, view.y)),
  };
}

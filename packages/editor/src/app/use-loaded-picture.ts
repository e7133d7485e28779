import { useEffect, useState } from 'react';
import { hasSameShape, type Size } from './form-outputs.js';

/** A picture that can be drawn at once, and the one before it where both are of one shape. */
export type LoadedPicture = { readonly url: string; readonly size: Size; readonly before?: string };

/** What cannot be loaded says so in a box of this shape. */
const UNKNOWN: Size = { width: 4, height: 3 };

/** Loads a picture, and the one to compare it with; until they are there, gives those before them. */
export function useLoadedPicture(url: string | undefined, before?: string): LoadedPicture | undefined {
  const [loaded, setLoaded] = useState<LoadedPicture>();
  useEffect(() => {
    if (url === undefined) return;
    let isCurrent = true;
    void Promise.all([sizeOf(url), before === undefined ? undefined : sizeOf(before)]).then(([size, other]) => {
      if (!isCurrent) return;
      const isCompared = before !== undefined && size && other && hasSameShape(size, other);
      setLoaded({ url, size: size ?? UNKNOWN, ...(isCompared && { before }) });
    });
    return () => {
      isCurrent = false;
    };
  }, [url, before]);
  return url === undefined ? undefined : loaded;
}

function sizeOf(url: string): Promise<Size | undefined> {
  return new Promise((resolve) => {
    const picture = new Image();
    picture.onload = () => resolve({ width: picture.naturalWidth, height: picture.naturalHeight });
    picture.onerror = () => resolve(undefined);
    picture.src = url;
  });
}

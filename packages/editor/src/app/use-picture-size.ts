import { useEffect, useState } from 'react';
import type { Size } from './form-outputs.js';

/** The size of a picture in pixels once it is loaded; until then, that of the one before. */
export function usePictureSize(url: string | undefined): Size | undefined {
  const [size, setSize] = useState<Size>();
  useEffect(() => {
    if (url === undefined) return;
    const picture = new Image();
    picture.onload = () => setSize({ width: picture.naturalWidth, height: picture.naturalHeight });
    picture.src = url;
    return () => {
      picture.onload = null;
    };
  }, [url]);
  return url === undefined ? undefined : size;
}

import type { CSSProperties, ReactNode } from 'react';
import { usePictureSize } from './use-picture-size.js';

/** As large as there is room for a picture of this shape. */
export function PictureBox({ url, children }: { readonly url: string; readonly children: ReactNode }) {
  const size = usePictureSize(url);
  const ratio = size && size.height > 0 ? size.width / size.height : 4 / 3;
  return (
    <div className="picture-box" style={{ '--ratio': ratio } as CSSProperties}>
      {children}
    </div>
  );
}

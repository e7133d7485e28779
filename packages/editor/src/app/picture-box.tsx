import type { CSSProperties, ReactNode } from 'react';
import type { Size } from './form-outputs.js';

/** As large as there is room for a picture of this shape; not seen as long as its shape is not known. */
export function PictureBox({
  size,
  isStretched = false,
  className = '',
  children,
}: {
  readonly size: Size | undefined;
  /** Does the picture fill this shape, whatever its own is? */
  readonly isStretched?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  const ratio = size && size.height > 0 ? size.width / size.height : 3 / 2;
  return (
    <div
      className={`picture-box ${className}`}
      data-waiting={size === undefined || undefined}
      data-stretched={isStretched || undefined}
      style={{ '--ratio': ratio } as CSSProperties}
    >
      {children}
    </div>
  );
}

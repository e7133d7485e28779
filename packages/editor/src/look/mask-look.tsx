import { type CSSProperties, type SyntheticEvent, useState } from 'react';
import './look.css';
import './mask-look.css';

/** A mask: in its own grey, or as a tint over the picture that it belongs to, stretched to its shape as the mask is. */
export function MaskLook({
  url,
  alt,
  backdropUrl,
  onOpen,
}: {
  /** A picture whose bright parts are the mask. */
  readonly url: string;
  readonly alt: string;
  readonly backdropUrl?: string;
  onOpen?(): void;
}) {
  const [ratio, setRatio] = useState<number>();
  const [tint, setTint] = useState<string>();
  const measure = ({ currentTarget: { naturalWidth, naturalHeight } }: SyntheticEvent<HTMLImageElement>): void =>
    setRatio(naturalWidth / naturalHeight || 1);
  const content =
    backdropUrl === undefined ? (
      <img className="mask-look-picture" src={url} alt={alt} draggable={false} decoding="async" />
    ) : (
      <>
        <img
          className="mask-look-picture"
          src={backdropUrl}
          alt={alt}
          draggable={false}
          decoding="async"
          onLoad={measure}
        />
        {/* The mask before is seen until this one is here; loaded as styles load it, it is fetched once. */}
        <img src={url} crossOrigin="anonymous" alt="" hidden onLoad={() => setTint(url)} />
        {ratio !== undefined && tint !== undefined && (
          <span
            className="mask-look-tint"
            style={{ maskImage: `url("${tint}")`, '--mask-look-ratio': ratio } as CSSProperties}
          />
        )}
      </>
    );
  return onOpen ? (
    <button type="button" className="look look-box mask-look" onClick={onOpen}>
      {content}
    </button>
  ) : (
    <div className="look look-box mask-look">{content}</div>
  );
}

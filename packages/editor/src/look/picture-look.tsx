import { type CSSProperties, useState } from 'react';
import { useWords } from '../words/words.js';
import './look.css';
import './picture-look.css';

/** A picture in its box. While another loads, the one before is seen; `onOpen` makes a button of it. */
export function PictureLook({
  url,
  alt,
  caption,
  onOpen,
}: {
  readonly url: string;
  readonly alt: string;
  readonly caption?: string;
  onOpen?(): void;
}) {
  const words = useWords().look;
  /** What was loaded last and its width by its height, and what could not be loaded. */
  const [shown, setShown] = useState<{ readonly url: string; readonly ratio: number; readonly isFirst: boolean }>();
  const [failed, setFailed] = useState<string>();
  const isFailed = failed === url;
  const isShown = shown?.url === url;
  const shape = shown && ({ '--picture-look-ratio': shown.ratio } as CSSProperties);
  const content = (
    <>
      {shown && !isShown && !isFailed && <img className="picture-look-picture" style={shape} src={shown.url} alt="" />}
      {!isFailed && (
        <img
          key={url}
          className="picture-look-picture"
          data-state={isShown ? (shown.isFirst ? 'first' : 'shown') : 'loading'}
          style={isShown ? shape : undefined}
          src={url}
          alt={alt}
          draggable={false}
          decoding="async"
          onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
            setShown({ url, ratio: naturalWidth / Math.max(1, naturalHeight), isFirst: shown === undefined })
          }
          onError={() => setFailed(url)}
        />
      )}
      {isFailed && (
        <span className="look-trouble" role="img" aria-label={`${alt}: ${words.notLoaded}`}>
          {words.notLoaded}
        </span>
      )}
      {caption !== undefined && caption !== '' && <span className="look-caption">{caption}</span>}
    </>
  );
  return onOpen ? (
    <button
      type="button"
      className="look look-box picture-look"
      aria-label={words.open(caption === undefined || caption === '' ? alt : `${alt}, ${caption}`)}
      title={words.openHint}
      onClick={onOpen}
    >
      {content}
    </button>
  ) : (
    <div className="look look-box picture-look">{content}</div>
  );
}

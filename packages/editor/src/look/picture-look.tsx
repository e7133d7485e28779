import { useState } from 'react';
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
  /** What was loaded last, and what could not be. */
  const [shown, setShown] = useState<string>();
  const [failed, setFailed] = useState<string>();
  const isFailed = failed === url;
  const content = (
    <>
      {shown !== undefined && shown !== url && !isFailed && <img className="picture-look-picture" src={shown} alt="" />}
      {!isFailed && (
        <img
          key={url}
          className="picture-look-picture"
          data-ready={shown === url || undefined}
          data-loading={shown !== url || undefined}
          src={url}
          alt={alt}
          draggable={false}
          decoding="async"
          onLoad={() => setShown(url)}
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
      aria-label={words.open(alt)}
      title={words.openHint}
      onClick={onOpen}
    >
      {content}
    </button>
  ) : (
    <div className="look look-box picture-look">{content}</div>
  );
}

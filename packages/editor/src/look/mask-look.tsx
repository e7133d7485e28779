import './look.css';
import './mask-look.css';

/** A mask: in its own grey, or as a tint over the picture that it belongs to. */
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
  const content =
    backdropUrl === undefined ? (
      <img className="mask-look-picture" src={url} alt={alt} draggable={false} decoding="async" />
    ) : (
      <>
        <img className="mask-look-picture" src={backdropUrl} alt={alt} draggable={false} decoding="async" />
        <span className="mask-look-tint" style={{ maskImage: `url("${url}")` }} />
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

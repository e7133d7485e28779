import { useWords } from '../words/words.js';
import './look.css';
import './compare-look.css';
import { Wipe } from './wipe.js';

/** Before and after in one box, with a line between them that is dragged. */
export function CompareLook({
  before,
  after,
  afterAlt,
  onOpen,
}: {
  /** Where the two pictures are. */
  readonly before: string;
  readonly after: string;
  /** What the second picture is, in words; that it is the one after unless given. */
  readonly afterAlt?: string;
  onOpen?(): void;
}) {
  const words = useWords().look;
  const picture = (url: string, alt: string) => (
    <img className="compare-look-picture" src={url} alt={alt} draggable={false} decoding="async" />
  );
  return (
    <div className="look look-box compare-look">
      <Wipe label={words.wipe} before={picture(before, words.before)} after={picture(after, afterAlt ?? words.after)} />
      {onOpen && (
        <button
          type="button"
          className="compare-look-open"
          aria-label={words.compareLarge}
          title={words.compareLarge}
          onClick={onOpen}
        >
          <svg
            width="14"
            height="14"
            viewBox="0 0 16 16"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.5"
            aria-hidden="true"
          >
            <path d="M9.5 2.5h4v4M13.5 2.5l-5 5M6.5 13.5h-4v-4M2.5 13.5l5-5" />
          </svg>
        </button>
      )}
    </div>
  );
}

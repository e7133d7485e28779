import { useWords } from '../words/words.js';
import './list-look.css';
import './look.css';

export type ListItem = { readonly url: string; readonly alt: string };

/** Pictures in a strip; each can be opened. */
export function ListLook({ items, onOpen }: { readonly items: readonly ListItem[]; onOpen?(at: number): void }) {
  const words = useWords().look;
  if (items.length === 0) return <div className="look list-look-none">{words.emptyList}</div>;
  return (
    <ul className="look list-look" aria-label={words.pictures(items.length)}>
      {items.map(({ url, alt }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same picture may stand in a list twice
        <li key={at}>
          <button
            type="button"
            className="list-look-picture"
            aria-label={`${at + 1} ${words.open(alt)}`}
            disabled={!onOpen}
            onClick={() => onOpen?.(at)}
          >
            <img src={url} alt="" loading="lazy" decoding="async" draggable={false} />
            <span className="list-look-number" aria-hidden="true">
              {at + 1}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

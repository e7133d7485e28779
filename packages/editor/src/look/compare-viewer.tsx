import { useEffect, useState } from 'react';
import { Modal } from '../overlay/modal.js';
import { useViewport } from '../overlay/use-viewport.js';
import type { Size } from '../overlay/viewport.js';
import { useWords } from '../words/words.js';
import './compare-viewer.css';
import './look.css';
import { PictureStage, stageKey } from './picture-stage.js';
import { Wipe } from './wipe.js';
import { ZoomTools } from './zoom-tools.js';

const MODES = ['wipe', 'side', 'blink', 'difference'] as const;
type Mode = (typeof MODES)[number];

const BLINK_MS = 700;

/** Before and after over the whole page: with a line between, side by side, in turn, or what differs. */
export function CompareViewer({
  before,
  after,
  title,
  onClose,
}: {
  readonly before: string;
  readonly after: string;
  readonly title: string;
  onClose(): void;
}) {
  const words = useWords().look;
  const [mode, setMode] = useState<Mode>('wipe');
  const [size, setSize] = useState<Size>();
  const [isAfter, setAfter] = useState(true);
  const [isStill, setStill] = useState(() => matchMedia('(prefers-reduced-motion: reduce)').matches);
  const [gain, setGain] = useState(4);
  // Side by side, two pictures lie next to each other with a gap.
  const shown = size && mode === 'side' ? { width: size.width * 2 + gapOf(size), height: size.height } : size;
  const port = useViewport(shown, 2);

  useEffect(() => {
    if (mode !== 'blink' || isStill) return;
    const timer = setInterval(() => setAfter((now) => !now), BLINK_MS);
    return () => clearInterval(timer);
  }, [mode, isStill]);

  const picture = (url: string, alt: string, className = '') => (
    <img
      className={className}
      src={url}
      alt={alt}
      draggable={false}
      onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) =>
        setSize((now) => (now && now.width * now.height >= width * height ? now : { width, height }))
      }
    />
  );
  const first = picture(before, words.before);
  const second = picture(after, words.after);
  const wide = size && shown ? (size.width / shown.width) * 100 : 100;

  return (
    <Modal
      label={title}
      onClose={onClose}
      onKeyDown={(event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        const at = ['w', 's', 'b', 'd'].indexOf(event.key.toLowerCase());
        if (at >= 0) setMode(MODES[at]!);
        else if (event.key === ' ' && mode === 'blink' && !(event.target instanceof HTMLButtonElement)) {
          setStill(true);
          setAfter((now) => !now);
        } else if (!stageKey(event.key, port)) return;
        event.preventDefault();
      }}
    >
      <div className="modal-bar">
        <h2 className="modal-title">{title}</h2>
        <fieldset className="compare-viewer-modes" aria-label={words.modes}>
          {MODES.map((one) => (
            <button
              key={one}
              type="button"
              className="modal-button"
              aria-pressed={one === mode}
              onClick={() => setMode(one)}
            >
              {words.mode[one]}
            </button>
          ))}
        </fieldset>
        {mode === 'blink' && (
          <button type="button" className="modal-button" onClick={() => (isStill ? setStill(false) : setStill(true))}>
            {isStill ? words.play : words.pause}
          </button>
        )}
        {mode === 'difference' && (
          <label className="compare-viewer-gain">
            {words.gain}
            <input
              type="range"
              min={1}
              max={16}
              value={gain}
              onChange={(event) => setGain(Number(event.target.value))}
            />
            <output>×{gain}</output>
          </label>
        )}
        <span className="modal-gap" />
        <ZoomTools port={port} />
        <span className="modal-line" />
        <button type="button" className="modal-button" onClick={onClose}>
          {words.close}
        </button>
      </div>
      <PictureStage port={port} size={shown} label={words.stage}>
        {mode === 'wipe' && <Wipe label={words.wipe} before={first} after={second} />}
        {mode === 'side' && (
          <>
            <div className="compare-viewer-half" style={{ left: 0, width: `${wide}%` }}>
              {first}
              <span className="look-caption">{words.before}</span>
            </div>
            <div className="compare-viewer-half" style={{ right: 0, width: `${wide}%` }}>
              {second}
              <span className="look-caption">{words.after}</span>
            </div>
          </>
        )}
        {mode === 'blink' && (
          <>
            {first}
            <div className="compare-viewer-half" style={{ inset: 0, visibility: isAfter ? 'visible' : 'hidden' }}>
              {second}
            </div>
            <span className="look-caption">{isAfter ? words.after : words.before}</span>
          </>
        )}
        {mode === 'difference' && (
          <div className="compare-viewer-difference" style={{ filter: `brightness(${gain})` }}>
            {first}
            {picture(after, words.after, 'compare-viewer-minus')}
          </div>
        )}
      </PictureStage>
    </Modal>
  );
}

const gapOf = (size: Size): number => Math.round(size.width / 64);

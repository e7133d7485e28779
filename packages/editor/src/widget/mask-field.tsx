import { useState } from 'react';
import { useWords } from '../words/words.js';
import './file-field.css';
import './mask-field.css';
import { icons } from './icons.js';
import { MaskPainter } from './mask-painter.js';
import { useUpload } from './picture-drop.js';
import type { WidgetProps } from './widget.js';

/** Where no picture is known over which one paints. */
const BLANK = { width: 768, height: 512 };

/** A mask over its picture; a click opens the painter. */
export function MaskField({ id, label, value, onChange, host, isDisabled = false }: WidgetProps<string>) {
  const words = useWords().widget;
  const [size, setSize] = useState<{ readonly width: number; readonly height: number }>();
  const { state, send, say } = useUpload(host, (reference) => onChange(reference, 'commit'));
  const { backdropUrl } = host;
  const maskUrl = value === '' ? undefined : host.pictureUrl(value, 512);
  const problem = typeof state === 'object' ? state.problem : undefined;

  /** The painter is as large as the picture that it is painted over, or as the mask that there is. */
  async function open(): Promise<void> {
    const url = backdropUrl ?? (value === '' ? undefined : host.pictureUrl(value, 2048));
    if (url === undefined) return setSize(BLANK);
    const picture = new Image();
    picture.src = url;
    try {
      await picture.decode();
      setSize({ width: picture.naturalWidth, height: picture.naturalHeight });
    } catch {
      if (backdropUrl === undefined) setSize(BLANK);
      else say(words.backdropMissing);
    }
  }

  const initialUrl = value === '' ? undefined : host.pictureUrl(value, 2048);
  return (
    <div className="file-field">
      <button
        id={id}
        type="button"
        className="picture-drop-button mask-field"
        aria-label={`${label}: ${maskUrl === undefined ? words.paintMask : words.editMask}`}
        disabled={isDisabled}
        onClick={() => void open()}
      >
        {backdropUrl !== undefined && <img src={backdropUrl} alt="" draggable={false} decoding="async" />}
        {maskUrl !== undefined && <span className="mask-field-tint" style={{ maskImage: `url("${maskUrl}")` }} />}
        {maskUrl === undefined && backdropUrl === undefined ? (
          <span className="file-field-empty">
            {icons.brush}
            {words.paintMask}
          </span>
        ) : (
          <span className="mask-field-name">{maskUrl === undefined ? words.paintMask : words.editMask}</span>
        )}
        {state === 'sending' && <span className="file-field-sending" role="progressbar" aria-label={words.sending} />}
      </button>
      {problem !== undefined && (
        <span className="file-field-problem" role="alert" title={problem}>
          <span>{problem}</span>
        </span>
      )}
      {size && (
        <MaskPainter
          {...size}
          {...(backdropUrl !== undefined && { backdropUrl })}
          {...(initialUrl !== undefined && { initialUrl })}
          onCancel={() => setSize(undefined)}
          onDone={(mask) => {
            setSize(undefined);
            void send(mask, 'mask.png');
          }}
        />
      )}
    </div>
  );
}

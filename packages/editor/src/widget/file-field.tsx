import { useState } from 'react';
import { useWords } from '../words/words.js';
import './file-field.css';
import { icons } from './icons.js';
import { fileName, PictureDrop, showBytes, useUpload } from './picture-drop.js';
import { TextField } from './text-field.js';
import type { WidgetProps } from './widget.js';

/** The picture that a node reads: its thumbnail, and every way to give another. */
export function FileField({ id, label, value, onChange, host, isDisabled = false }: WidgetProps<string>) {
  const words = useWords().widget;
  const [sent, setSent] = useState<{ readonly reference: string; readonly bytes: number }>();
  const { state, send, say } = useUpload(host, (reference, file) => {
    setSent({ reference, bytes: file.size });
    onChange(reference, 'commit');
  });
  const url = value === '' ? undefined : host.pictureUrl(value, 256);
  const name = fileName(value);
  const shownText = value === '' ? words.dropPicture : name;
  const size = sent?.reference === value ? showBytes(sent.bytes) : undefined;
  const problem = typeof state === 'object' ? state.problem : undefined;
  return (
    <div className="file-field">
      <PictureDrop
        id={id}
        label={label}
        text={size === undefined ? shownText : `${shownText} · ${size}`}
        isDisabled={isDisabled}
        onFile={(file) => void send(file, file.name)}
        onProblem={say}
      >
        {url === undefined ? (
          <span className="file-field-empty">
            {icons.picture}
            <span>{shownText}</span>
          </span>
        ) : (
          <>
            <Thumbnail key={url} url={url} missing={words.pictureMissing} />
            <span className="file-field-name">
              <span>{name}</span>
              {size !== undefined && <span className="file-field-size">{` · ${size}`}</span>}
            </span>
          </>
        )}
        {state === 'sending' && <span className="file-field-sending" role="progressbar" aria-label={words.sending} />}
      </PictureDrop>
      {problem !== undefined && (
        <span className="file-field-problem" role="alert" title={problem}>
          <span>{problem}</span>
        </span>
      )}
    </div>
  );
}

function Thumbnail({ url, missing }: { readonly url: string; readonly missing: string }) {
  const [isMissing, setMissing] = useState(false);
  return isMissing ? (
    <span className="file-field-empty">{missing}</span>
  ) : (
    <img src={url} alt="" draggable={false} decoding="async" onError={() => setMissing(true)} />
  );
}

/** The name of a file that a node writes, with what its suffix means. */
export function FileNameField(props: WidgetProps<string>) {
  const words = useWords().widget;
  const suffix = /\.(png|jpe?g|webp|avif|tiff?)$/i.exec(props.value.trim())?.[1]?.toLowerCase();
  return (
    <TextField {...props} placeholder={words.fileNameExample} hint={suffix === undefined ? '' : formatOf(suffix)} />
  );
}

const formatOf = (suffix: string): string =>
  suffix === 'jpg' ? 'JPEG' : suffix === 'tif' ? 'TIFF' : suffix === 'webp' ? 'WebP' : suffix.toUpperCase();

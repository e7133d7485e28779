import { useState } from 'react';
import { Modal } from '../overlay/modal.js';
import { useViewport } from '../overlay/use-viewport.js';
import type { Size } from '../overlay/viewport.js';
import { useWords } from '../words/words.js';
import './look.css';
import { PictureStage, stageKey } from './picture-stage.js';
import { ZoomTools } from './zoom-tools.js';

/** A picture over the whole page, to the pixel. */
export function PictureViewer({
  url,
  title,
  downloadName,
  onClose,
}: {
  readonly url: string;
  readonly title: string;
  /** What the file is called when it is downloaded. */
  readonly downloadName?: string;
  onClose(): void;
}) {
  const words = useWords().look;
  const [size, setSize] = useState<Size>();
  const [isFailed, setFailed] = useState(false);
  const port = useViewport(size, 2);
  return (
    <Modal
      label={title}
      onClose={onClose}
      onKeyDown={(event) => {
        if (!event.ctrlKey && !event.metaKey && !event.altKey && stageKey(event.key, port)) event.preventDefault();
      }}
    >
      <div className="modal-bar">
        <h2 className="modal-title">{title}</h2>
        {size && (
          <span className="modal-percent">
            {size.width} × {size.height}
          </span>
        )}
        <span className="modal-gap" />
        <ZoomTools port={port} />
        <span className="modal-line" />
        <a className="modal-button" href={url} download={downloadName ?? title}>
          {words.download}
        </a>
        <button type="button" className="modal-button" onClick={onClose}>
          {words.close}
        </button>
      </div>
      {isFailed ? (
        <p className="look-trouble">{words.notLoaded}</p>
      ) : (
        <PictureStage port={port} size={size} label={words.stage}>
          <img
            key={url}
            src={url}
            alt={title}
            draggable={false}
            onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) => setSize({ width, height })}
            onError={() => setFailed(true)}
          />
        </PictureStage>
      )}
    </Modal>
  );
}

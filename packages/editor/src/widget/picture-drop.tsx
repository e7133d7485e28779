import { type DragEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useWords } from '../words/words.js';
import { icons } from './icons.js';
import type { WidgetHost } from './widget.js';

/** The name of the file in a reference such as `<hash>/harbour.jpg`. */
export function fileName(reference: string): string {
  return reference.split('/').at(-1) ?? '';
}

/** Bytes as people read them. */
export function showBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const thousands = bytes < 1e6;
  const value = bytes / (thousands ? 1e3 : 1e6);
  return `${value.toFixed(value < 10 ? 1 : 0)} ${thousands ? 'kB' : 'MB'}`;
}

/** The upload of one file: what goes on, and what went wrong. */
export function useUpload(host: WidgetHost, onDone: (reference: string, file: Blob) => void) {
  const [state, setState] = useState<'rest' | 'sending' | { readonly problem: string }>('rest');
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  async function send(file: Blob, name: string): Promise<void> {
    running.current?.abort();
    const own = new AbortController();
    running.current = own;
    setState('sending');
    try {
      const reference = await host.upload(file, name, own.signal);
      if (own.signal.aborted) return;
      setState('rest');
      onDone(reference, file);
    } catch (error) {
      if (own.signal.aborted) return;
      setState({ problem: error instanceof Error ? error.message : String(error) });
    }
  }
  return { state, send, say: (problem: string) => setState({ problem }) };
}

/** The first picture among files; nothing where there is none. */
const pictureOf = (data: DataTransfer | null): File | undefined =>
  [...(data?.files ?? [])].find(({ type }) => type.startsWith('image/'));

/** A place that takes pictures: dropped on it, pasted into it, chosen after a click, or from the camera of a phone. */
export function PictureDrop({
  id,
  label,
  text,
  isDisabled,
  onFile,
  onProblem,
  children,
}: {
  readonly id: string;
  readonly label: string;
  /** What is read in it: it is also told to those who hear it. */
  readonly text: string;
  readonly isDisabled: boolean;
  onFile(file: File): void;
  onProblem(problem: string): void;
  readonly children: ReactNode;
}) {
  const words = useWords().widget;
  const [isOver, setOver] = useState(false);
  const chosen = useRef<HTMLInputElement>(null);
  const taken = useRef<HTMLInputElement>(null);

  function take(data: DataTransfer | null): void {
    const file = pictureOf(data);
    if (file) onFile(file);
    else if ((data?.files.length ?? 0) > 0) onProblem(words.noPicture);
  }
  const over = (event: DragEvent): void => {
    if (isDisabled || !event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    event.stopPropagation();
    event.dataTransfer.dropEffect = 'copy';
    setOver(true);
  };
  const input = (ref: typeof chosen, isCamera: boolean) => (
    <input
      ref={ref}
      type="file"
      accept="image/*"
      {...(isCamera && { capture: 'environment' as const })}
      hidden
      tabIndex={-1}
      onChange={(event) => {
        const file = event.target.files?.[0];
        // The same file can be chosen again.
        event.target.value = '';
        if (file) onFile(file);
      }}
    />
  );

  return (
    <div className="picture-drop" data-over={isOver || undefined}>
      <button
        id={id}
        type="button"
        className="picture-drop-button"
        aria-label={`${label}: ${text}`}
        title={words.pictureHint}
        disabled={isDisabled}
        onClick={() => chosen.current?.click()}
        onPaste={(event) => {
          if (!pictureOf(event.clipboardData)) return;
          event.preventDefault();
          event.stopPropagation();
          take(event.clipboardData);
        }}
        onDragEnter={over}
        onDragOver={over}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          if (isDisabled) return;
          event.preventDefault();
          event.stopPropagation();
          setOver(false);
          take(event.dataTransfer);
        }}
      >
        {children}
      </button>
      <button
        type="button"
        className="picture-drop-camera"
        aria-label={words.takePicture}
        disabled={isDisabled}
        onClick={() => taken.current?.click()}
      >
        {icons.camera}
      </button>
      {input(chosen, false)}
      {input(taken, true)}
    </div>
  );
}

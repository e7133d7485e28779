import type { Emotion, Json } from '@moodwire/engine/graph';
import { type FileOutput, lookUrl } from '../api/api.js';
import type { Editor } from '../editor/editor.js';
import { CompareLook } from '../look/compare-look.js';
import { EmotionBars } from '../look/emotion-bars.js';
import { EmotionPoint } from '../look/emotion-point.js';
import { ListLook } from '../look/list-look.js';
import { MaskLook } from '../look/mask-look.js';
import { PictureLook } from '../look/picture-look.js';
import { JsonLook, NumberLook, TextLook } from '../look/value-look.js';
import { useValue } from '../run/value-cache.js';
import { useWords } from '../words/words.js';
import type { FormOutput } from './form-outputs.js';
import { icons } from './icons.js';
import { PictureBox } from './picture-box.js';
import { useLoadedPicture } from './use-loaded-picture.js';
import './output-view.css';

/** What the picture looks like so far, and in which job. */
export type LivePreview = { readonly job: string; readonly url: string };

type Props = {
  readonly output: FormOutput;
  /** The job that gave it; none as long as only previews are there. */
  readonly job: string | undefined;
  /** The file in which it was saved, where it was. */
  readonly file: FileOutput | undefined;
  /** The node that loads the photo to compare with. */
  readonly before: string | undefined;
  readonly preview: LivePreview | undefined;
  /** Where the photo is that the graph loads now, small: for its shape. */
  readonly photo: string | undefined;
  readonly label: string;
  /** What the graph is called. */
  readonly title: string;
  readonly editor: Editor;
};

/** One output of the interface, as it is best understood. */
export function OutputView(props: Props) {
  const { output, label } = props;
  return (
    <section className="output-view" data-output={output.name} data-look={output.look} aria-label={label}>
      {output.look === 'picture' ? (
        <PictureOutput {...props} />
      ) : (
        <>
          <h3 className="output-view-name">{label}</h3>
          <OtherOutput {...props} />
        </>
      )}
    </section>
  );
}

/** The longer side of a picture in the form, and in the viewer: whole. */
const LARGE = 1280;
const WHOLE = 0;

function PictureOutput({ output, job, file, before, preview, photo, label, title, editor }: Props) {
  const words = useWords().app;
  const at = (node: string, name: string, size: number) =>
    job === undefined ? undefined : lookUrl(job, node, name, size);
  const url = at(output.node, output.output, LARGE);
  const whole = at(output.node, output.output, WHOLE);
  const loaded = useLoadedPicture(url, before === undefined ? undefined : at(before, 'image', LARGE));
  const live = useLoadedPicture(preview?.url);
  const shape = useLoadedPicture(photo)?.size;
  // Networks work on pictures of their own shape; what comes of it is as the photo, unless it was seen to be not.
  const isAsPhoto = shape !== undefined && (loaded === undefined || loaded.before !== undefined);
  // The preview stands until the picture that comes of it can be drawn.
  const isLive = preview !== undefined && (preview.job !== job || loaded?.url !== url);
  const wholeBefore = loaded?.before !== undefined && before !== undefined ? at(before, 'image', WHOLE) : undefined;
  const alt = words.resultOf(label);
  function open(): void {
    if (whole === undefined) return;
    const name = `${title} · ${label}`;
    if (wholeBefore === undefined) editor.dialog.set({ kind: 'picture', url: whole, title: name });
    else editor.dialog.set({ kind: 'compare', before: wholeBefore, after: whole, title: name });
  }
  return (
    <>
      {isLive ? (
        <PictureBox className="output-view-live" size={isAsPhoto ? shape : live?.size} isStretched={isAsPhoto}>
          <PictureLook url={preview.url} alt={words.preview} caption={words.preview} />
        </PictureBox>
      ) : (
        <PictureBox size={loaded?.size}>
          {loaded?.before !== undefined ? (
            <CompareLook before={loaded.before} after={loaded.url} afterAlt={alt} />
          ) : (
            loaded && <PictureLook url={loaded.url} alt={alt} onOpen={open} />
          )}
        </PictureBox>
      )}
      <div className="output-view-foot">
        <h3 className="output-view-name">{label}</h3>
        {whole !== undefined && (
          <>
            <button
              type="button"
              className="app-button"
              aria-label={words.actionOf(wholeBefore ? words.compare : words.open, label)}
              onClick={open}
            >
              {icons.open}
              {wholeBefore ? words.compare : words.open}
            </button>
            <a
              className="app-button"
              href={file?.url ?? whole}
              download={file?.name ?? `${fileStem(title)}-${fileStem(label)}.png`}
              aria-label={words.actionOf(words.download, label)}
            >
              {icons.download}
              {words.download}
            </a>
          </>
        )}
      </div>
    </>
  );
}

/** A name that every system takes as that of a file. */
const fileStem = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '') || 'result';

function OtherOutput(props: Props) {
  const { output, job, before } = props;
  if (job === undefined) return null;
  const url = lookUrl(job, output.node, output.output, LARGE);
  if (output.look !== 'mask') return <ValueOutput {...props} url={url} />;
  const backdrop = before === undefined ? undefined : lookUrl(job, before, 'image', LARGE);
  return <MaskOutput {...props} url={url} backdrop={backdrop} />;
}

function MaskOutput(props: Props & { readonly url: string; readonly backdrop: string | undefined }) {
  const { url, backdrop, label, title, editor } = props;
  const loaded = useLoadedPicture(url, backdrop);
  const whole = url.replace(`size=${LARGE}`, `size=${WHOLE}`);
  return (
    <PictureBox size={loaded?.size}>
      {loaded && (
        <MaskLook
          url={loaded.url}
          alt={label}
          onOpen={() => editor.dialog.set({ kind: 'picture', url: whole, title: `${title} · ${label}` })}
          {...(loaded.before !== undefined && { backdropUrl: loaded.before })}
        />
      )}
    </PictureBox>
  );
}

function ValueOutput({ url, output, label, title, editor }: Props & { readonly url: string }) {
  const all = useWords();
  const look = useValue(url);
  if (!look) return null;
  if (look.kind === 'summary') return <p className="output-view-text">{all.app.machine(look.type)}</p>;
  if (look.kind === 'list') {
    const items = Array.from({ length: look.length }, (_, item) => ({
      url: `${url}&item=${item}`,
      alt: `${label} ${item + 1}`,
    }));
    const open = (at: number): void => {
      const { url: small, alt } = items[at]!;
      editor.dialog.set({ kind: 'picture', url: small.replace(`size=${LARGE}`, 'size=0'), title: `${title} · ${alt}` });
    };
    return output.look === 'pictures' ? (
      <div className="output-view-list">
        <ListLook items={items} onOpen={open} />
      </div>
    ) : (
      <p className="output-view-text">{look.length}</p>
    );
  }
  const { value } = look;
  const emotion = output.look === 'emotion' ? asEmotion(value) : undefined;
  if (emotion) {
    const names: Readonly<Record<string, string | undefined>> = all.widget.emotions;
    return (
      <>
        <p className="output-view-text">{all.app.felt(names[emotion.name] ?? emotion.name)}</p>
        <div className="output-view-emotion">
          <EmotionBars probabilities={emotion.probabilities} />
          <EmotionPoint points={[{ emotion, label }]} />
        </div>
      </>
    );
  }
  if (typeof value === 'string') return <TextLook text={value} />;
  return typeof value === 'number' ? <NumberLook value={value} /> : <JsonLook value={value} />;
}

function asEmotion(value: Json): Emotion | undefined {
  const emotion = value as unknown as Emotion | null;
  return typeof emotion === 'object' && Array.isArray(emotion?.probabilities) ? emotion : undefined;
}

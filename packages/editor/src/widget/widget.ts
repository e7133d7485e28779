import type { Emotion, Json, Param } from '@moodwire/engine/graph';

/** What every widget is given. `T` is the JSON that the param holds. */
export type WidgetProps<T extends Json = Json> = {
  /** For the DOM: unique on the page. Labels point to it. */
  readonly id: string;
  /** What the param is called, in words. */
  readonly label: string;
  readonly param: Param;
  readonly value: T;
  /** `live` while a drag or typing goes on, as often as it likes; `commit` once it has ended. */
  onChange(value: T, phase: 'live' | 'commit'): void;
  /** `node`: on the canvas, in a box of `widgetHeight`; `form`: in a panel or the app view, as wide as there is room. */
  readonly place: 'node' | 'form';
  readonly isDisabled?: boolean;
  readonly host: WidgetHost;
};

/** What widgets need of the editor around them. */
export type WidgetHost = {
  /** Uploads a file to the server's store and gives the reference that a file param takes. Throws with a message for people. */
  upload(file: Blob, name: string, signal?: AbortSignal): Promise<string>;
  /** Where a picture that a file param names can be shown from, scaled to `size`; nothing for what is not there. */
  pictureUrl(reference: string, size: number): string | undefined;
  /** What the picture is felt to express now, and after the edit: for the emotion pad. */
  readonly emotions?: { readonly source?: Emotion; readonly result?: Emotion };
  /** The picture over which a mask is painted, where one is known. */
  readonly backdropUrl?: string;
  /** Names that a text param is likely to take: of models, of subgraphs. */
  readonly suggestions?: readonly string[];
};

export type { Json, Param };

import type { Editor } from '../editor/editor.js';
import type { Store } from '../store/store.js';
import type { Linking, Overlay } from './overlay.js';
import type { ShownCanvas } from './shown-canvas.js';

/** What gestures work with. */
export type Stage = ShownCanvas & {
  readonly editor: Editor;
  readonly overlay: Store<Overlay>;
  readonly linking: Store<Linking | undefined>;
};

/** Something that goes on from a press of the pointer until it is let go. */
export type Gesture = {
  move(event: PointerEvent): void;
  end(event: PointerEvent): void;
  /** Puts everything back as it was. */
  cancel(): void;
};

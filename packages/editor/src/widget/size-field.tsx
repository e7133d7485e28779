import { useRef } from 'react';
import { useWords } from '../words/words.js';
import { icons } from './icons.js';
import { NumberField } from './number-field.js';
import { allowed, rangeOf } from './number-range.js';
import './size-field.css';
import { keptShape } from './size-shape.js';
import type { WidgetProps } from './widget.js';

/** Joins the two sides of a size. */
function SizeLock({
  isLocked,
  onLock,
  isDisabled = false,
}: {
  readonly isLocked: boolean;
  onLock(isLocked: boolean): void;
  readonly isDisabled?: boolean;
}) {
  const words = useWords().widget;
  return (
    <button
      type="button"
      className="field-tool size-lock"
      aria-pressed={isLocked}
      aria-label={words.keepShape}
      title={isLocked ? words.shapeKept : words.shapeFree}
      disabled={isDisabled}
      onClick={() => onLock(!isLocked)}
    >
      {isLocked ? icons.link : icons.unlink}
    </button>
  );
}

/** Width and height with a lock between them: locked, one follows the other in the shape that they had. */
export function SizeField({
  width,
  height,
  isLocked,
  onLock,
}: {
  readonly width: WidgetProps<number>;
  readonly height: WidgetProps<number>;
  readonly isLocked: boolean;
  onLock(isLocked: boolean): void;
}) {
  const words = useWords().widget;
  const shape = useRef(width.value / height.value);
  const isDisabled = width.isDisabled === true || height.isDisabled === true;
  const ratio = (): number => {
    // Rounded sides would let the shape drift: it is taken when the lock is shut, and holds while it is.
    if (!isLocked || !(shape.current > 0) || !Number.isFinite(shape.current))
      shape.current = width.value / height.value;
    return shape.current;
  };
  const change =
    (side: 'width' | 'height'): WidgetProps<number>['onChange'] =>
    (value, phase) => {
      const [own, other] = side === 'width' ? [width, height] : [height, width];
      const by = ratio();
      own.onChange(value, phase);
      if (isLocked && other.value > 0 && value > 0) {
        other.onChange(allowed(keptShape(side, value, by), rangeOf(other.param)), phase);
      }
    };
  return (
    <div className="size-field">
      <div className="size-side" data-side-of-size="width">
        <NumberField {...width} onChange={change('width')} zeroName={words.auto} />
      </div>
      <SizeLock
        isLocked={isLocked}
        isDisabled={isDisabled}
        onLock={(next) => {
          shape.current = width.value / height.value;
          onLock(next);
        }}
      />
      <div className="size-side" data-side-of-size="height">
        <NumberField {...height} onChange={change('height')} zeroName={words.auto} />
      </div>
    </div>
  );
}

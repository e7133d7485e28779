import { useWords } from '../words/words.js';
import { icons } from './icons.js';
import type { Brush, MaskPaint } from './mask-paint.js';

/** The bar of the mask painter. */
export function MaskTools({
  brush,
  most,
  paint,
  scale,
  onBrush,
  onZoom,
  onFit,
  onCancel,
  onDone,
}: {
  readonly brush: Brush;
  /** The largest brush. */
  readonly most: number;
  readonly paint: MaskPaint | undefined;
  readonly scale: number;
  onBrush(brush: Brush): void;
  onZoom(factor: number): void;
  onFit(): void;
  onCancel(): void;
  onDone(): void;
}) {
  const words = useWords().widget;
  const tool = (name: string, icon: React.ReactNode, act: (() => void) | undefined, isDisabled = false) => (
    <button
      type="button"
      className="modal-button"
      title={name}
      aria-label={name}
      disabled={isDisabled}
      onClick={() => act?.()}
    >
      {icon}
    </button>
  );
  return (
    <div className="modal-bar">
      <h2 className="modal-title">{words.paintMask}</h2>
      <button
        type="button"
        className="modal-button"
        aria-pressed={!brush.isEraser}
        title={`${words.brush} (B)`}
        onClick={() => onBrush({ ...brush, isEraser: false })}
      >
        {icons.brush}
        {words.brush}
      </button>
      <button
        type="button"
        className="modal-button"
        aria-pressed={brush.isEraser}
        title={`${words.eraser} (E)`}
        onClick={() => onBrush({ ...brush, isEraser: true })}
      >
        {icons.eraser}
        {words.eraser}
      </button>
      <span className="modal-line" />
      <Amount
        label={words.brushSize}
        value={brush.size}
        min={1}
        max={most}
        onChange={(size) => onBrush({ ...brush, size })}
      />
      <Amount
        label={words.hardness}
        value={Math.round(brush.hardness * 100)}
        min={0}
        max={100}
        unit="%"
        onChange={(part) => onBrush({ ...brush, hardness: part / 100 })}
      />
      <Amount
        label={words.opacity}
        value={Math.round(brush.opacity * 100)}
        min={1}
        max={100}
        unit="%"
        onChange={(part) => onBrush({ ...brush, opacity: part / 100 })}
      />
      <span className="modal-line" />
      {tool(words.undo, icons.undo, paint?.undo, !paint?.canUndo)}
      {tool(words.redo, icons.redo, paint?.redo, !paint?.canRedo)}
      <span className="modal-line" />
      {tool(words.fillMask, icons.fill, paint?.fill)}
      {tool(words.invertMask, icons.invert, paint?.invert)}
      {tool(words.clearMask, icons.trash, paint?.clear)}
      <span className="modal-gap" />
      {tool(words.zoomOut, icons.minus, () => onZoom(0.8))}
      <span className="modal-percent">{Math.round(scale * 100)} %</span>
      {tool(words.zoomIn, icons.plus, () => onZoom(1.25))}
      {tool(words.fit, icons.fit, onFit)}
      <span className="modal-line" />
      <button type="button" className="modal-button" onClick={onCancel}>
        {words.cancel}
      </button>
      <button type="button" className="modal-button modal-button-main" onClick={onDone}>
        {words.done}
      </button>
    </div>
  );
}

function Amount({
  label,
  value,
  min,
  max,
  unit = '',
  onChange,
}: {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly unit?: string;
  onChange(value: number): void;
}) {
  return (
    <label className="mask-painter-amount">
      {label}
      <input
        type="range"
        min={min}
        max={max}
        value={value}
        onChange={(event) => onChange(Number(event.target.value))}
      />
      <output>
        {value}
        {unit}
      </output>
    </label>
  );
}

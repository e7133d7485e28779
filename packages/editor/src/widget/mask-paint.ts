/** How a stroke is drawn. `size` is its width in pixels of the mask; hardness and opacity go from 0 to 1. */
export type Brush = {
  readonly size: number;
  readonly hardness: number;
  readonly opacity: number;
  readonly isEraser: boolean;
};

type Spot = { readonly x: number; readonly y: number; readonly pressure: number };
type Rect = { readonly x: number; readonly y: number; readonly w: number; readonly h: number };

/** A mask that is painted: white, and as opaque as it was painted. */
export type MaskPaint = {
  readonly width: number;
  readonly height: number;
  begin(brush: Brush, spot: Spot): void;
  to(spot: Spot): void;
  /** The stroke stands; it can be undone. */
  end(): void;
  /** The stroke was none. */
  drop(): void;
  fill(): void;
  clear(): void;
  invert(): void;
  undo(): void;
  redo(): void;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Begins with this picture: what is bright and opaque in it is painted. */
  load(picture: CanvasImageSource): void;
  toBlob(): Promise<Blob>;
};

/** The mask is drawn into `view` in this colour. */
const TINT = '#ff4d6d';
/** Steps that can be undone; together they hold no more bytes than this. */
const MOST_STEPS = 100;
const MOST_BYTES = 256e6;
/** Larger masks are painted smaller: a brush is wider than their pixels. */
const MOST_PIXELS = 4096;

/** The size at which a mask for a picture is painted. */
export function maskSize(width: number, height: number): { readonly width: number; readonly height: number } {
  const by = Math.min(1, MOST_PIXELS / Math.max(1, width, height));
  return { width: Math.max(1, Math.round(width * by)), height: Math.max(1, Math.round(height * by)) };
}

export function createMaskPaint(view: HTMLCanvasElement, onChange: () => void): MaskPaint {
  const { width, height } = view;
  const all: Rect = { x: 0, y: 0, w: width, h: height };
  const [base, baseInk] = canvas(width, height, true);
  const [layer, layerInk] = canvas(width, height);
  const viewInk = view.getContext('2d')!;
  const undone: Step[] = [];
  const done: Step[] = [];
  let stroke:
    | { readonly brush: Brush; readonly tip: HTMLCanvasElement; last: Spot; rest: number; dirty: Rect }
    | undefined;

  /** What a part was like, as opacity alone, so that it takes a quarter of the memory. */
  type Step = { readonly rect: Rect; alpha: Uint8Array };

  function read(rect: Rect): Uint8Array {
    const { data } = baseInk.getImageData(rect.x, rect.y, rect.w, rect.h);
    return Uint8Array.from({ length: rect.w * rect.h }, (_, at) => data[at * 4 + 3]!);
  }

  function write({ x, y, w, h }: Rect, alpha: Uint8Array): void {
    const data = new ImageData(w, h);
    for (let at = 0; at < alpha.length; at++) {
      data.data.fill(255, at * 4, at * 4 + 3);
      data.data[at * 4 + 3] = alpha[at]!;
    }
    baseInk.putImageData(data, x, y);
  }

  function show({ x, y, w, h }: Rect): void {
    viewInk.save();
    viewInk.beginPath();
    viewInk.rect(x, y, w, h);
    viewInk.clip();
    viewInk.clearRect(x, y, w, h);
    viewInk.drawImage(base, x, y, w, h, x, y, w, h);
    if (stroke) {
      lay(viewInk, stroke.brush);
      viewInk.drawImage(layer, x, y, w, h, x, y, w, h);
    }
    viewInk.globalAlpha = 1;
    viewInk.globalCompositeOperation = 'source-in';
    viewInk.fillStyle = TINT;
    viewInk.fillRect(x, y, w, h);
    viewInk.restore();
  }

  function change(rect: Rect, draw: () => void): void {
    done.push({ rect, alpha: read(rect) });
    undone.length = 0;
    let bytes = done.reduce((sum, step) => sum + step.alpha.length, 0);
    while (done.length > MOST_STEPS || (bytes > MOST_BYTES && done.length > 1)) bytes -= done.shift()!.alpha.length;
    draw();
    show(rect);
    onChange();
  }

  function swap(from: Step[], to: Step[]): void {
    const step = from.pop();
    if (!step || stroke) return;
    const now = read(step.rect);
    write(step.rect, step.alpha);
    step.alpha = now;
    to.push(step);
    show(step.rect);
    onChange();
  }

  function dab({ x, y, pressure }: Spot): void {
    if (!stroke) return;
    const size = stroke.brush.size * pressure;
    layerInk.drawImage(stroke.tip, x - size / 2, y - size / 2, size, size);
    const rect = inside({ x: x - size / 2 - 1, y: y - size / 2 - 1, w: size + 2, h: size + 2 }, width, height);
    stroke.dirty = around(stroke.dirty, rect);
    if (rect.w > 0 && rect.h > 0) show(rect);
  }

  function forget(): void {
    layerInk.clearRect(0, 0, width, height);
    stroke = undefined;
  }

  return {
    width,
    height,
    get canUndo() {
      return done.length > 0;
    },
    get canRedo() {
      return undone.length > 0;
    },
    begin(brush, spot) {
      stroke = { brush, tip: tipOf(brush), last: spot, rest: 0, dirty: { x: spot.x, y: spot.y, w: 0, h: 0 } };
      dab(spot);
    },
    to(spot) {
      if (!stroke) return;
      const { last, brush } = stroke;
      const far = Math.hypot(spot.x - last.x, spot.y - last.y);
      const apart = Math.max(0.5, brush.size * 0.1);
      let at = apart - stroke.rest;
      for (; at <= far; at += apart) {
        const part = at / far;
        const mix = (a: number, b: number): number => a + (b - a) * part;
        dab({ x: mix(last.x, spot.x), y: mix(last.y, spot.y), pressure: mix(last.pressure, spot.pressure) });
      }
      stroke.rest = far - (at - apart);
      stroke.last = spot;
    },
    end() {
      if (!stroke) return;
      const { brush, dirty } = stroke;
      const rect = inside(dirty, width, height);
      if (rect.w <= 0 || rect.h <= 0) return forget();
      const { x, y, w, h } = rect;
      change(rect, () => {
        baseInk.save();
        lay(baseInk, brush);
        baseInk.drawImage(layer, x, y, w, h, x, y, w, h);
        baseInk.restore();
        forget();
      });
    },
    drop() {
      forget();
      show(all);
    },
    fill: () =>
      change(all, () => {
        baseInk.fillStyle = '#fff';
        baseInk.fillRect(0, 0, width, height);
      }),
    clear: () => change(all, () => baseInk.clearRect(0, 0, width, height)),
    invert: () =>
      change(all, () => {
        baseInk.save();
        baseInk.globalCompositeOperation = 'xor';
        baseInk.fillStyle = '#fff';
        baseInk.fillRect(0, 0, width, height);
        baseInk.restore();
      }),
    undo: () => swap(done, undone),
    redo: () => swap(undone, done),
    load(picture) {
      baseInk.clearRect(0, 0, width, height);
      baseInk.drawImage(picture, 0, 0, width, height);
      const { data } = baseInk.getImageData(0, 0, width, height);
      const alpha = Uint8Array.from({ length: width * height }, (_, at) => {
        const bright = 0.2126 * data[at * 4]! + 0.7152 * data[at * 4 + 1]! + 0.0722 * data[at * 4 + 2]!;
        return Math.round((bright * data[at * 4 + 3]!) / 255);
      });
      write(all, alpha);
      show(all);
    },
    toBlob: () =>
      new Promise((resolve, reject) =>
        base.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the browser made no PNG of the mask')))),
      ),
  };
}

function canvas(width: number, height: number, isRead = false): [HTMLCanvasElement, CanvasRenderingContext2D] {
  const element = document.createElement('canvas');
  element.width = width;
  element.height = height;
  return [element, element.getContext('2d', { willReadFrequently: isRead })!];
}

function lay(ink: CanvasRenderingContext2D, { opacity, isEraser }: Brush): void {
  ink.globalAlpha = opacity;
  ink.globalCompositeOperation = isEraser ? 'destination-out' : 'source-over';
}

/** A dab of the brush: opaque up to its hardness, and softer from there to its edge. */
function tipOf({ size, hardness }: Brush): HTMLCanvasElement {
  const side = Math.max(2, Math.min(512, Math.ceil(size)));
  const [tip, ink] = canvas(side, side);
  const half = side / 2;
  const shade = ink.createRadialGradient(half, half, 0, half, half, half);
  shade.addColorStop(0, '#fff');
  shade.addColorStop(Math.min(1 - 1 / side, hardness), '#fff');
  shade.addColorStop(1, '#fff0');
  ink.fillStyle = shade;
  ink.fillRect(0, 0, side, side);
  return tip;
}

function inside({ x, y, w, h }: Rect, width: number, height: number): Rect {
  const left = Math.max(0, Math.floor(x));
  const top = Math.max(0, Math.floor(y));
  return { x: left, y: top, w: Math.min(width, Math.ceil(x + w)) - left, h: Math.min(height, Math.ceil(y + h)) - top };
}

function around(a: Rect, b: Rect): Rect {
  if (b.w <= 0 || b.h <= 0) return a;
  if (a.w <= 0 || a.h <= 0) return b;
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return { x, y, w: Math.max(a.x + a.w, b.x + b.w) - x, h: Math.max(a.y + a.h, b.y + b.h) - y };
}

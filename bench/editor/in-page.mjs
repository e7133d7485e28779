/** What runs inside a measured page, the same in each. Each function stands alone: it is sent as its text. */

/** Before anything of the page runs: notes when the page first handles an input after it says that it is ready. */
export function watchStart() {
  window.benchStart = {};
  const note = () => {
    const root = document.documentElement;
    if (root?.dataset.ready !== 'true' || window.benchStart.readyAt) return;
    window.benchStart.readyAt = performance.now();
    requestAnimationFrame(() => {
      window.benchStart.interactiveAt = performance.now();
    });
    window.removeEventListener('pointermove', note, true);
  };
  window.addEventListener('pointermove', note, true);
}

/**
 * Begins to note when frames begin and when input comes. A dot in a layer of its own moves with every frame: without it
 * the browser slows down to 60 frames a second after each in which nothing changed.
 */
export function startFrames() {
  const dot = document.createElement('div');
  dot.style.cssText = 'position:fixed;left:0;top:0;width:1px;height:1px;will-change:transform;pointer-events:none';
  document.body.append(dot);
  const frames = { times: [], inputs: [], isOn: true };
  window.benchFrames = frames;
  const next = (time) => {
    if (!frames.isOn) return;
    frames.times.push(time);
    dot.style.transform = `translateX(${frames.times.length % 2}px)`;
    requestAnimationFrame(next);
  };
  const note = () => frames.inputs.push(performance.now());
  const kinds = ['pointermove', 'wheel'];
  for (const kind of kinds) window.addEventListener(kind, note, { capture: true, passive: true });
  frames.stop = () => {
    frames.isOn = false;
    dot.remove();
    for (const kind of kinds) window.removeEventListener(kind, note, { capture: true });
  };
  requestAnimationFrame(next);
}

/** Ends it. @returns how long each frame took in which an input came, in ms: the others have nothing to do */
export function stopFrames() {
  const { times, inputs, stop } = window.benchFrames;
  stop();
  const taken = [];
  for (let at = 0, input = 0; at < times.length - 1; at++) {
    while (inputs[input] < times[at]) input++;
    if (inputs[input] < times[at + 1]) taken.push(times[at + 1] - times[at]);
  }
  return taken;
}

/**
 * A place on the canvas where no node is: near its middle, or `atSide`, where a view of the whole graph is empty.
 * @returns `{ x, y, box }` in window pixels, or nothing
 */
export function findEmpty(atSide) {
  const canvas = document.querySelector('[data-testid=canvas]');
  const box = canvas.getBoundingClientRect();
  const isEmpty = (x, y) => {
    const hit = document.elementFromPoint(x, y);
    if (!hit || !canvas.contains(hit)) return false;
    if (hit.closest('[data-node], button, input, a, path, [role=toolbar]')) return false;
    return window.bench?.isEmpty(x, y) ?? true;
  };
  const isClear = (x, y) => [-5, 0, 5].every((dx) => [-5, 0, 5].every((dy) => isEmpty(x + dx, y + dy)));
  const places = [];
  for (let x = box.left + 12; x < box.right - 12; x += 12) {
    for (let y = box.top + 12; y < box.bottom - 12; y += 12) places.push({ x, y });
  }
  const middle = { x: box.left + box.width / 2, y: box.top + box.height / 2 };
  const cost = ({ x, y }) =>
    atSide
      ? Math.abs(x - (box.left + box.width * 0.1)) + Math.abs(y - middle.y)
      : Math.hypot(x - middle.x, y - middle.y);
  places.sort((a, b) => cost(a) - cost(b));
  const found = places.find(({ x, y }) => isClear(x, y));
  const { left, top, right, bottom } = box;
  return found && { ...found, box: { left, top, right, bottom } };
}

/** The header of the node that is nearest to the middle. @returns `{ x, y, box }`, or nothing */
export function findHeader() {
  const canvas = document.querySelector('[data-testid=canvas]');
  const { left, top, right, bottom } = canvas.getBoundingClientRect();
  const places =
    window.bench?.headers() ??
    [...document.querySelectorAll('[data-node] [data-node-header]')].map((header) => {
      const box = header.getBoundingClientRect();
      return { x: box.left + box.width * 0.4, y: box.top + box.height / 2 };
    });
  const cost = ({ x, y }) => Math.hypot(x - (left + right) / 2, y - (top + bottom) / 2);
  const [found] = places.sort((a, b) => cost(a) - cost(b));
  return found && { ...found, box: { left, top, right, bottom } };
}

/** How wide a node is on the screen, in pixels; nothing where none is drawn. */
export function nodeWidth() {
  return window.bench?.nodeWidth() ?? document.querySelector('[data-node]')?.getBoundingClientRect().width;
}

import sharp from 'sharp';

/** How long the last picture is seen before it begins again, in milliseconds. */
const REST = 1500;

/**
 * Takes pictures of a page as it is drawn, with a pointer where the mouse is, which pictures of pages lack.
 * `save` writes an animated WebP; what does not change takes no room.
 */
export async function record(page) {
  await page.evaluate(() => {
    const pointer = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    pointer.setAttribute('viewBox', '0 0 16 24');
    pointer.innerHTML =
      '<path d="M1 1v18l4.5-4.3L8.600 22l3-1.300-3-7H15z" fill="#fff" stroke="#000" stroke-width="1.400"/>';
    Object.assign(pointer.style, { position: 'fixed', width: '20px', height: '30px', zIndex: 9999, left: 0, top: 0 });
    pointer.style.pointerEvents = 'none';
    document.body.append(pointer);
    const move = ({ clientX, clientY }) => {
      pointer.style.transform = `translate(${clientX}px, ${clientY}px)`;
    };
    window.addEventListener('pointermove', move, { capture: true });
    move({ clientX: 900, clientY: 640 });
  });
  let at = { x: 900, y: 640 };
  await page.mouse.move(at.x, at.y);

  const session = await page.context().newCDPSession(page);
  const frames = [];
  const slow = [];
  session.on('Page.screencastFrame', ({ data, metadata, sessionId }) => {
    frames.push({ png: Buffer.from(data, 'base64'), time: metadata.timestamp * 1000 });
    void session.send('Page.screencastFrameAck', { sessionId }).catch(() => {});
  });
  await session.send('Page.startScreencast', { format: 'png', everyNthFrame: 1 });

  return {
    /** Moves the mouse as a hand does; `part` says where between the left and the right edge. */
    async moveTo(place, part = 0.5) {
      const box = await place.boundingBox();
      const to = { x: box.x + box.width * part, y: box.y + box.height / 2 };
      const from = at;
      for (let step = 1; step <= 12; step++) {
        const s = (1 - Math.cos((Math.PI * step) / 12)) / 2;
        await page.mouse.move(from.x + (to.x - from.x) * s, from.y + (to.y - from.y) * s);
        await page.waitForTimeout(40);
      }
      at = to;
    },

    /** What is done meanwhile is shown at half its speed. */
    async slowly(work) {
      const from = Date.now();
      await work();
      slow.push([from, Date.now()]);
    },

    async save(file, { width, fps }) {
      await session.send('Page.stopScreencast');
      const shownAt = (time) => slow.reduce((at, [from, to]) => at + Math.max(0, Math.min(time, to) - from), time);
      const shown = frames.map(({ png, time }) => ({ png, time: shownAt(time) })).sort((a, b) => a.time - b.time);
      const kept = thin(shown, 1000 / fps);
      const pictures = await Promise.all(kept.map(({ png }) => sharp(png).resize({ width }).png().toBuffer()));
      const delay = kept.map(({ time }, i) => Math.max(20, Math.round((kept[i + 1]?.time ?? time + REST) - time)));
      await sharp(pictures, { join: { animated: true } })
        .webp({ quality: 70, effort: 6, minSize: true, delay, loop: 0, smartSubsample: true })
        .toFile(file);
      console.log(file, `${kept.length} of ${frames.length} frames, ${delay.reduce((a, b) => a + b, 0) / 1000} s`);
    },
  };
}

/** At most one frame in so many milliseconds, the last of them. */
function thin(frames, least) {
  const kept = [];
  for (const frame of frames) {
    const before = kept.at(-2)?.time ?? Number.NEGATIVE_INFINITY;
    if (kept.length > 0 && frame.time - before < 2 * least && kept.at(-1).time - before < least) kept.pop();
    kept.push(frame);
  }
  return kept;
}

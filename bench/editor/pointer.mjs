import { setTimeout as wait } from 'node:timers/promises';

const PACE = 1000 / 120;

/** A mouse whose events reach the page as a person's do: 120 a second, whether or not the page keeps up. */
export function createPointer(session) {
  const send = (type, x, y, more = {}) =>
    session.send('Input.dispatchMouseEvent', { type, x, y, pointerType: 'mouse', ...more });
  const left = { button: 'left', clickCount: 1 };

  return {
    move: (x, y) => send('mouseMoved', x, y),
    press: (x, y) => send('mousePressed', x, y, { ...left, buttons: 1 }),
    release: (x, y) => send('mouseReleased', x, y, left),
    wheel: (x, y, deltaY) => send('mouseWheel', x, y, { deltaX: 0, deltaY }),

    /** Moves with the button down along `placeAt(ms)`. Resolves with the last place, once the page has handled all. */
    async drag(placeAt, milliseconds) {
      let place = placeAt(0);
      await paced(milliseconds, (elapsed) => {
        place = placeAt(elapsed);
        return send('mouseMoved', place.x, place.y, { button: 'left', buttons: 1 });
      });
      return place;
    },

    /** Turns the wheel at one place by `deltaOf()` each time. */
    turn: (x, y, deltaOf, milliseconds) =>
      paced(milliseconds, () => send('mouseWheel', x, y, { deltaX: 0, deltaY: deltaOf() })),
  };
}

async function paced(milliseconds, sendOne) {
  const began = performance.now();
  const sent = [];
  for (let at = PACE; at < milliseconds; at += PACE) {
    const left = began + at - performance.now();
    if (left > 1) await wait(left);
    sent.push(sendOne(performance.now() - began));
  }
  await Promise.all(sent);
}

import { type FocusEvent, useRef } from 'react';

/** Steps by the wheel while the control has the focus; React itself listens too passively to keep the page still. */
export function useWheel(onStep: (steps: number) => void) {
  const step = useRef(onStep);
  step.current = onStep;
  const stable = useRef({
    rest: 0,
    listen(event: WheelEvent) {
      event.preventDefault();
      event.stopPropagation();
      // One notch of a wheel is about 100; a touchpad sends many small ones.
      stable.rest -= (event.deltaY * (event.deltaMode === 1 ? 33 : 1)) / 100;
      const whole = Math.trunc(stable.rest);
      if (whole === 0) return;
      stable.rest -= whole;
      step.current(whole);
    },
  }).current;
  return {
    focus(event: FocusEvent<HTMLElement>) {
      stable.rest = 0;
      event.currentTarget.addEventListener('wheel', stable.listen, { passive: false });
    },
    blur(event: FocusEvent<HTMLElement>) {
      event.currentTarget.removeEventListener('wheel', stable.listen);
    },
  };
}

/** Says that all which can be seen has been drawn: once the frame that draws it is over. */
export function tellReady() {
  requestAnimationFrame(() => {
    setTimeout(() => {
      document.documentElement.dataset.ready = 'true';
    });
  });
}

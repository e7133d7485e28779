/** For whoever waits until the page can be used: tests and benchmarks. */
export function tellReady(): void {
  document.documentElement.dataset['ready'] = 'true';
  performance.mark('moodwire:ready');
}

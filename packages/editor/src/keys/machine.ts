/** Is the page shown on a Mac, an iPad or an iPhone? Their keys are named otherwise. */
export const isMac: boolean = /Mac|iPhone|iPad/.test(navigator.userAgent);

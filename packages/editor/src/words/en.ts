/** Every string of the editor, by room. Where a number or a name goes in, it is a function. */
export const en = {
  shell: {
    run: 'Run',
  },
};

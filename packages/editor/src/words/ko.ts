import type { Words } from './words.js';

export const ko: Words = {
  shell: {
    run: '실행',
  },
};

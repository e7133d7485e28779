import type { ReactNode } from 'react';
import { Icon } from '../overlay/icon.js';

const icon = (shape: ReactNode, size = 16) => <Icon size={size}>{shape}</Icon>;

export const icons = {
  start: icon(<path d="M5 3.2v9.6l8-4.8z" fill="currentColor" />),
  stop: icon(<rect x="4" y="4" width="8" height="8" rx="1.2" fill="currentColor" />),
  download: icon(<path d="M8 2.5v7.5M4.8 7 8 10.2 11.2 7M3 13h10" />),
  open: icon(<path d="M9.5 2.5h4v4M13.5 2.5l-5 5M6.5 13.5h-4v-4M2.5 13.5l5-5" />),
  edit: icon(<path d="M3 13l.6-2.8 7-7a1.3 1.3 0 0 1 1.9 0l.3.3a1.3 1.3 0 0 1 0 1.9l-7 7z" />),
  add: icon(<path d="M8 3.5v9M3.5 8h9" />),
  remove: icon(<path d="m4.5 4.5 7 7M11.5 4.5l-7 7" />),
  warning: icon(<path d="M8 2.2 14.4 13.3H1.6zM8 6.6v3M8 11.4h.01" />),
  grip: icon(<path d="M6 4h.01M10 4h.01M6 8h.01M10 8h.01M6 12h.01M10 12h.01" strokeWidth="2" />),
  picture: icon(
    <>
      <rect x="2" y="3" width="12" height="10" rx="1.5" />
      <circle cx="5.6" cy="6.4" r="1.1" />
      <path d="m2.5 11.5 3.4-3 2.4 2 2.4-2.6 2.8 2.9" />
    </>,
    40,
  ),
};

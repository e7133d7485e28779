import type { ReactNode } from 'react';
import { Icon } from '../overlay/icon.js';

const icon = (shape: ReactNode) => <Icon size={14}>{shape}</Icon>;

export const icons = {
  chevron: icon(<path d="m4 6.5 4 4 4-4" />),
  dice: icon(
    <>
      <rect x="2.5" y="2.5" width="11" height="11" rx="2.5" />
      <path d="M5.7 5.7h.01M10.3 5.7h.01M8 8h.01M5.7 10.3h.01M10.3 10.3h.01" strokeWidth="1.8" />
    </>,
  ),
  locked: icon(
    <>
      <rect x="3.5" y="7" width="9" height="6.5" rx="1.5" />
      <path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2" />
    </>,
  ),
  unlocked: icon(
    <>
      <rect x="3.5" y="7" width="9" height="6.5" rx="1.5" />
      <path d="M5.5 7V4.5a2.5 2.5 0 0 1 4.8-1" />
    </>,
  ),
  link: icon(
    <path d="M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2-2a2.6 2.6 0 0 0-3.7-3.7l-.7.7M9.2 6.8a2.6 2.6 0 0 0-3.7 0l-2 2a2.6 2.6 0 0 0 3.7 3.7l.7-.7" />,
  ),
  unlink: icon(
    <path d="m10.6 9.1 1.9-1.9a2.6 2.6 0 0 0-3.7-3.7l-.7.7M5.4 6.9 3.5 8.8a2.6 2.6 0 0 0 3.7 3.7l.7-.7M3 3l10 10" />,
  ),
  plus: icon(<path d="M8 3.5v9M3.5 8h9" />),
  minus: icon(<path d="M3.5 8h9" />),
  cross: icon(<path d="m4.5 4.5 7 7M11.5 4.5l-7 7" />),
  check: icon(<path d="m3.5 8.5 3 3 6-7" />),
  grip: icon(<path d="M6 4h.01M10 4h.01M6 8h.01M10 8h.01M6 12h.01M10 12h.01" strokeWidth="2" />),
  search: icon(
    <>
      <circle cx="7" cy="7" r="4" />
      <path d="m10 10 3.5 3.5" />
    </>,
  ),
  picture: icon(
    <>
      <rect x="2" y="3" width="12" height="10" rx="1.5" />
      <path d="m2.5 11.5 3.2-3.2 2.4 2.4L10.6 8l3 3M5.3 6h.01" />
    </>,
  ),
  camera: icon(
    <>
      <path d="M2 5.5h3l1-2h4l1 2h3V13H2z" />
      <circle cx="8" cy="8.8" r="2.2" />
    </>,
  ),
  folder: icon(<path d="M2 4h4.2l1.4 1.8H14V13H2z" />),
  brush: icon(
    <path d="M13.5 2.5 7 9M7 9c-1.7-.6-3.3.5-3.3 2.2 0 1-.6 1.7-1.7 1.9 2.6 1 6.2.3 6.2-2.2 0-.8-.5-1.6-1.2-1.9Z" />,
  ),
  eraser: icon(
    <path d="m6 13-3.3-3.3a1 1 0 0 1 0-1.4L8.3 2.7a1 1 0 0 1 1.4 0l3.6 3.6a1 1 0 0 1 0 1.4L8 13zm0 0h7.5M5.5 5.5l5 5" />,
  ),
  undo: icon(<path d="M5.5 3 2.5 6l3 3M3 6h6a4 4 0 0 1 0 8H6.5" />),
  redo: icon(<path d="m10.5 3 3 3-3 3M13 6H7a4 4 0 0 0 0 8h2.5" />),
  fill: icon(<path d="m3 8 5-5 5 5-5 5zM3 8h10M8 3V1.5" />),
  invert: icon(
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor" />
    </>,
  ),
  trash: icon(<path d="M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5" />),
  fit: icon(<path d="M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10" />),
} as const;

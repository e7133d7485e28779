import type { ReactNode } from 'react';
import { Icon } from '../overlay/icon.js';

const icon = (shape: ReactNode, size = 18) => (
  <Icon size={size} box={18}>
    {shape}
  </Icon>
);

export const icons = {
  outline: icon(<path d="M3 4.5h3M3 9h3M3 13.5h3M8.5 4.5H15M8.5 9H15M8.5 13.5H15" />),
  nodes: icon(<path d="M3 3.5h5v4H3zM10 10.5h5v4h-5zM8 5.5h2.5a2 2 0 0 1 2 2v3" />),
  graphs: icon(
    <path d="M2.5 5a1.5 1.5 0 0 1 1.5-1.5h3l1.5 2H14A1.5 1.5 0 0 1 15.5 7v6A1.5 1.5 0 0 1 14 14.5H4A1.5 1.5 0 0 1 2.5 13z" />,
  ),
  history: icon(<path d="M3.2 7A6 6 0 1 1 3 9.5M3 3.5V7h3.5M9 6v3.5l2.5 1.5" />),
  problems: icon(<path d="M9 2.8l6.5 11.5h-13zM9 7.2v3.2M9 12.3v.1" />),
  backends: icon(<path d="M3 3.5h12v4.5H3zM3 10h12v4.5H3zM5.5 5.7v.1M5.5 12.2v.1" />),
  settings: icon(
    <>
      <circle cx="9" cy="9" r="2.3" />
      <path d="M9 2.5v2M9 13.5v2M2.5 9h2M13.5 9h2M4.4 4.4l1.4 1.4M12.2 12.2l1.4 1.4M4.4 13.6l1.4-1.4M12.2 5.8l1.4-1.4" />
    </>,
  ),
  runs: icon(<path d="M11.5 3v12M3 3h12v12H3z" />),
  play: icon(<path d="M6 4.2l7.5 4.8L6 13.8z" />, 16),
  stop: icon(<path d="M5 5h8v8H5z" />, 16),
  plus: icon(<path d="M9 4v10M4 9h10" />, 14),
  cross: icon(<path d="M5 5l8 8M13 5l-8 8" />, 12),
  undo: icon(<path d="M6.5 4L3.5 7l3 3M3.5 7H11a3.5 3.5 0 0 1 0 7H7" />, 16),
  redo: icon(<path d="M11.5 4l3 3-3 3M14.5 7H7a3.5 3.5 0 0 0 0 7h4" />, 16),
  search: icon(
    <>
      <circle cx="8" cy="8" r="4.5" />
      <path d="M11.5 11.5L15 15" />
    </>,
    15,
  ),
  menu: icon(<path d="M3 5h12M3 9h12M3 13h12" />),
  live: icon(<path d="M10 2.5L4.5 10H9l-1 5.5L13.5 8H9z" />, 15),
} as const;

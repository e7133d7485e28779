import { Icon } from '../overlay/icon.js';

export const SearchIcon = () => (
  <Icon>
    <circle cx="7" cy="7" r="4.6" />
    <path d="M10.5 10.5L14 14" />
  </Icon>
);

export const CommandIcon = () => (
  <Icon>
    <path d="M3 4.5L6.5 8L3 11.5M8.5 11.5H13" />
  </Icon>
);

export const GraphIcon = () => (
  <Icon>
    <rect x="2" y="2.5" width="5" height="4" rx="1.2" />
    <rect x="9" y="9.5" width="5" height="4" rx="1.2" />
    <path d="M7 4.5h2.5a2 2 0 0 1 2 2V9.5" />
  </Icon>
);

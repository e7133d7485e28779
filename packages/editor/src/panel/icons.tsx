import type { ReactNode } from 'react';
import { Icon } from '../overlay/icon.js';

const icon = (shape: ReactNode) => () => <Icon size={14}>{shape}</Icon>;

export const CrossIcon = icon(<path d="M4 4l8 8M12 4l-8 8" />);
export const UpIcon = icon(<path d="M8 12.5v-9M4.5 7L8 3.5 11.5 7" />);
export const DownIcon = icon(<path d="M8 3.5v9M4.5 9L8 12.5 11.5 9" />);
export const FirstIcon = icon(<path d="M3.5 2.5h9M8 13.5V6M4.5 9L8 5.5 11.5 9" />);
export const OpenIcon = icon(<path d="M9.5 3h3.5v3.5M13 3L7.5 8.5M11.5 9.5V13h-8.5V4.5h3.5" />);
export const AgainIcon = icon(<path d="M13 8a5 5 0 1 1-1.6-3.7M13 2.5v3h-3" />);
export const TrashIcon = icon(<path d="M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.6 9h5.8l.6-9M6.8 7v4M9.2 7v4" />);
export const DownloadIcon = icon(<path d="M8 2.5v7.5M4.5 7L8 10.5 11.5 7M3 13.5h10" />);
export const CompareIcon = icon(<path d="M8 2v12M2.5 4h3.5v8h-3.5zM10 4h3.5v8H10" />);
export const EyeIcon = icon(
  <>
    <path d="M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8z" />
    <circle cx="8" cy="8" r="2" />
  </>,
);
export const SearchIcon = icon(
  <>
    <circle cx="7" cy="7" r="4" />
    <path d="M10 10l3.5 3.5" />
  </>,
);
export const CheckIcon = icon(<path d="M3 8.5l3.2 3.2L13 4.8" />);
export const WarningIcon = icon(<path d="M8 2.2l6.2 11.3H1.8zM8 6.5v3.2M8 11.7v.1" />);
export const StopIcon = icon(
  <>
    <circle cx="8" cy="8" r="5.8" />
    <path d="M4 12l8-8" />
  </>,
);
export const ChevronIcon = icon(<path d="M6 3.5L10.5 8 6 12.5" />);
export const PencilIcon = icon(<path d="M3 13l.6-2.9L10.8 3l2.2 2.2-7.1 7.2zM9.3 4.5l2.2 2.2" />);
export const PlusIcon = icon(<path d="M8 3v10M3 8h10" />);

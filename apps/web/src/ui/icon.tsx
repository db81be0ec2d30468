import type { ReactElement } from 'react'

import classes from './icon.module.css'

/** Drawn for Argus on a grid of 24, in strokes of one width. */
const shapes = {
  overview: <path d="M4 4h6v7H4zM14 4h6v4h-6zM14 12h6v8h-6zM4 15h6v5H4z" />,
  explorer: <path d="M4 5h16v14H4zM4 10h16M10 10v9" />,
  pulse: <path d="M3 12h4l2.500-6 4.500 12 2.500-6H21" />,
  servers: <path d="M4 4h16v6.500H4zM4 13.500h16V20H4zM8 7.300h.01M8 16.800h.01" />,
  users: (
    <path d="M9 11.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7ZM2.500 20v-1.500a4 4 0 0 1 4-4h5a4 4 0 0 1 4 4V20M16 4.800a3.500 3.500 0 0 1 0 6.400M18 14.700a4 4 0 0 1 3.500 3.800V20" />
  ),
  settings: (
    <path d="M4 7h9M17 7h3M15 4.500v5M4 12h3M11 12h9M9 9.500v5M4 17h11M19 17h1M17 14.500v5" />
  ),
  'log-out': <path d="M14 8V5H5v14h9v-3M10 12h10M17 9l3 3-3 3" />,
  'chevron-down': <path d="m6 9.500 6 6 6-6" />,
  'chevron-up': <path d="m6 14.500 6-6 6 6" />,
  'chevron-right': <path d="m9.500 6 6 6-6 6" />,
  'arrow-up': <path d="M12 19V5M6.500 10.500 12 5l5.500 5.500" />,
  'arrow-down': <path d="M12 5v14M6.500 13.500 12 19l5.500-5.500" />,
  'arrow-right': <path d="M5 12h14M13.500 6.500 19 12l-5.500 5.500" />,
  sort: <path d="M8 5v14M4.500 8.500 8 5l3.500 3.500M16 19V5M12.500 15.500 16 19l3.500-3.500" />,
  columns: <path d="M4 5h16v14H4zM9.500 5v14M14.500 5v14" />,
  expand: <path d="M14 4h6v6M20 4l-7 7M10 20H4v-6M4 20l7-7" />,
  close: <path d="M6 6l12 12M18 6 6 18" />,
  search: (
    <path d="M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13ZM15.300 15.300 20 20" />
  ),
  pause: <path d="M9 5v14M15 5v14" />,
  resume: <path d="M8 5.500v13l10.500-6.500Z" />,
  download: <path d="M12 4v11M7 10.500l5 5 5-5M5 20h14" />,
  bookmark: <path d="M6.500 4h11v16l-5.500-4-5.500 4Z" />,
  density: <path d="M4 5h16M4 9.700h16M4 14.300h16M4 19h16" />,
  menu: <path d="M4 6.500h16M4 12h16M4 17.500h16" />,
  plus: <path d="M12 5v14M5 12h14" />,
  undo: <path d="M9 5 4.500 9.500 9 14M5 9.500h9a5 5 0 0 1 0 10h-3" />,
  copy: <path d="M9 9h11v11H9zM5 15H4V4h11v1" />,
  link: (
    <path d="M10 14a4 4 0 0 0 5.700 0l3-3a4 4 0 0 0-5.700-5.700l-.8.800M14 10a4 4 0 0 0-5.700 0l-3 3A4 4 0 0 0 11 18.700l.8-.8" />
  ),
  check: <path d="m5 12.500 4.500 4.500L19 7" />,
  current: <path d="M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM8.300 12.300l2.600 2.500 4.800-5" />,
  'in-progress': <path d="M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z" strokeDasharray="4 3.070" />,
  failed: (
    <path d="M8.300 3h7.400L21 8.300v7.400L15.700 21H8.300L3 15.700V8.300ZM12 7.800v5M12 16.200v.01" />
  ),
  terminating: <path d="M4 6.500h16M9 6V3.500h6V6M6 6.500 7 21h10l1-14.500M10 11l4 5M14 11l-4 5" />,
  unknown: (
    <path d="M12 2.800 20 7.400v9.200l-8 4.600-8-4.600V7.400ZM9.700 9.800a2.400 2.400 0 1 1 3.500 2.100c-.8.400-1.200.900-1.200 1.700M12 16.700v.01" />
  ),
  stale: (
    <path d="M20.500 12.500A8.500 8.500 0 1 0 12 20.500M12 7v5l2.500 1.500M17 17v4.500M21 17v4.500" />
  ),
  unreachable: (
    <path d="M9.500 8.500 6.800 11.200a4 4 0 0 0 5.600 5.600l2.700-2.700M9.500 8.500l5.600 5.600M6.800 16.800 3.500 20.500M14 4l4 4M18 4l-4 4M20 9.500V12M14.500 14" />
  ),
  forbidden: <path d="M5.500 11h13v9.500h-13zM8.500 11V7.500a3.500 3.500 0 0 1 7 0V11M12 15v2" />,
  absent: <path d="M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z" strokeDasharray="1.500 4.150" />,
  syncing: (
    <path d="M20 11a8 8 0 0 0-14.500-3.500L4 9.500M4 4.500v5h5M4 13a8 8 0 0 0 14.500 3.500l1.500-2M20 19.500v-5h-5" />
  ),
  gone: <path d="M13 4H5v16h8M10 12h10M17 9l3 3-3 3M9 4v16" />,
  eye: (
    <path d="M2.500 12C5 7.300 8.200 5 12 5s7 2.300 9.500 7c-2.500 4.700-5.700 7-9.500 7s-7-2.300-9.500-7ZM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z" />
  ),
  filter: <path d="M4 5h16l-6.200 7.500V19l-3.600-2v-4.500Z" />,
  prometheus: (
    <path d="M12 3c.6 3.200 5 5.400 5 10.200a5 5 0 0 1-10 0c0-1.900.8-3.100 1.800-4.200.3 1.500 1 2.200 1.900 2.500C10.300 8 10.600 5 12 3ZM8 21h8" />
  ),
  calico: (
    <path d="M12 3 4.500 6v5.500c0 4.600 3 7.800 7.500 9.500 4.500-1.700 7.500-4.900 7.500-9.500V6ZM12 3v18" />
  ),
  'cert-manager': (
    <path d="M10 18H4V5h16v6M8 9h8M8 13h3M16.500 18.500a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM14.700 18v4l1.800-1 1.800 1v-4" />
  ),
  external: <path d="M11 5H5v14h14v-6M14 4h6v6M20 4l-9 9" />,
  differs: <path d="M5 9h14M5 15h14M16 4 8 20" />,
  'only-left': <path d="M4 5v14M20 12H8M12.500 7.500 8 12l4.500 4.500" />,
  'only-right': <path d="M20 5v14M4 12h12M11.500 7.500 16 12l-4.500 4.500" />,
  compare: <path d="M4 4h6v16H4zM14 4h6v16h-6zM6.500 9h1M16.500 9h1M6.500 13h1M16.500 13h1" />,
  swap: <path d="M4 8h15M15.500 4.500 19 8l-3.500 3.500M20 16H5M8.500 12.500 5 16l3.500 3.500" />,
  pin: <path d="M9 4h6l-.5 6 3 3.500h-11l3-3.500ZM12 13.500V21" />,
  more: <path d="M6 12h.01M12 12h.01M18 12h.01" />,
  plugin: <path d="M12 3 4 7v10l8 4 8-4V7ZM4 7l8 4 8-4M12 11v10" />,
  kind: <path d="M12 3 4 7.500 12 12l8-4.500ZM4 12l8 4.500 8-4.500M4 16.500 12 21l8-4.500" />,
} satisfies Record<string, ReactElement>

export type IconName = keyof typeof shapes

/** An icon of the set; decoration unless it is given a label. */
export function Icon({ name, label, size = 16 }: IconProps): ReactElement {
  return (
    <svg
      className={classes['icon']}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      {shapes[name]}
    </svg>
  )
}

interface IconProps {
  readonly name: IconName
  readonly label?: string
  readonly size?: number
}

/** An icon that is not of the set: its path, on the same grid. */
export function OwnIcon({
  path,
  size = 16,
}: {
  readonly path: string
  readonly size?: number
}): ReactElement {
  return (
    <svg className={classes['icon']} width={size} height={size} viewBox="0 0 24 24" aria-hidden>
      <path d={path} />
    </svg>
  )
}

export function isIconName(name: string): name is IconName {
  return Object.hasOwn(shapes, name)
}

/** The mark of Argus: an eye that sees. */
export function Mark({ size = 22 }: { readonly size?: number }): ReactElement {
  return (
    <svg className={classes['mark']} width={size} height={size} viewBox="0 0 32 32" aria-hidden>
      <path
        className={classes['lid']}
        d="M2.500 16C6 9.600 10.600 6.500 16 6.500S26 9.600 29.500 16C26 22.400 21.400 25.500 16 25.500S6 22.400 2.500 16Z"
      />
      <circle className={classes['iris']} cx="16" cy="16" r="5.600" />
      <circle className={classes['glint']} cx="18.200" cy="13.900" r="1.700" />
    </svg>
  )
}

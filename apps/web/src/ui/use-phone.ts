import { useMediaQuery } from '@mantine/hooks'

/** Whether there is as little room as on a telephone: the style sheets have the same width. */
export function usePhone(): boolean {
  return useMediaQuery('(max-width: 767px)', undefined, { getInitialValueInEffect: false })
}

import { useEffect, type ReactElement } from 'react'

import { Lost } from '../components/lost.tsx'

/** Under an address that no other page has. */
export default function Nowhere(): ReactElement {
  useEffect(() => {
    document.title = 'Not found · Argus'
  }, [])
  return <Lost />
}

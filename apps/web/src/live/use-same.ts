import { useState } from 'react'

/** The first of values that say the same: what effects depend on must not change because it was written anew. */
export function useSame<T>(value: T): T {
  const [kept, setKept] = useState(value)
  if (JSON.stringify(kept) === JSON.stringify(value)) return kept
  setKept(value)
  return value
}

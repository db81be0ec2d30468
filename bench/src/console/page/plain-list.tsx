/// <reference lib="dom" />
/**
 * The list as one writes it first: a socket, a state, a sorted array, a table row for each object. What came since the
 * last frame is taken in at once, as React does with state that is set many times.
 */
import { useEffect, useMemo, useState, type ReactElement } from 'react'
import { createRoot } from 'react-dom/client'

import type { PlainRow } from '../plain-row.ts'

function PlainList(): ReactElement {
  const [rows, setRows] = useState<ReadonlyMap<string, PlainRow>>(new Map())
  useEffect(() => {
    const socket = new WebSocket(`ws://${location.host}/`)
    socket.addEventListener('message', ({ data }) => {
      const changed: readonly PlainRow[] = JSON.parse(String(data))
      setRows((before) => {
        const after = new Map(before)
        for (const row of changed) after.set(`${row.namespace}/${row.name}`, row)
        return after
      })
    })
    return () => socket.close()
  }, [])
  const sorted = useMemo(
    () => [...rows.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    [rows],
  )
  return (
    <table aria-rowcount={sorted.length + 1}>
      <tbody>
        {sorted.map((row) => (
          <tr key={`${row.namespace}/${row.name}`}>
            <td>Current</td>
            <td>{row.name}</td>
            <td>{row.namespace}</td>
            <td>{row.cluster}</td>
            <td data-step>{row.step}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const root = document.querySelector('#root')
if (root !== null) createRoot(root).render(<PlainList />)

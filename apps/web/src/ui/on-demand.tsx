import {
  lazy,
  Suspense,
  useLayoutEffect,
  useRef,
  useState,
  type ComponentType,
  type FocusEventHandler,
  type MouseEventHandler,
  type PointerEventHandler,
  type ReactElement,
  type RefObject,
} from 'react'

/** What a button does whose panel is not loaded yet. */
export interface DemandProps {
  readonly onPointerEnter: PointerEventHandler
  readonly onFocus: FocusEventHandler
  readonly onClick: MouseEventHandler
}

/**
 * A button with a panel that is not part of the first load: what floats over a page is a tenth of all script, and most
 * visits open nothing. It is fetched when the pointer or the focus reaches the button, and takes its place at the click.
 */
export function onDemand<P extends object>(
  load: () => Promise<ComponentType<P>>,
  Button: ComponentType<P & { readonly demand: DemandProps }>,
): ComponentType<P> {
  const Panel = lazy(async () => ({ default: await load() }))
  const fetch = () => void load()
  return function OnDemand(props: P): ReactElement {
    const [wanted, setWanted] = useState(false)
    const button = (
      <Button
        {...props}
        demand={{ onPointerEnter: fetch, onFocus: fetch, onClick: () => setWanted(true) }}
      />
    )
    if (!wanted) return button
    return (
      <Suspense fallback={button}>
        <Panel {...props} />
      </Suspense>
    )
  }
}

/** The panel that took its button's place opens, and gives the focus back to the button when it closes. */
export function useOpenedAtOnce(): {
  readonly target: RefObject<HTMLButtonElement | null>
  readonly opened: boolean
  readonly setOpened: (opened: boolean) => void
} {
  const target = useRef<HTMLButtonElement>(null)
  const [opened, setOpened] = useState(false)
  useLayoutEffect(() => {
    target.current?.focus()
    // oxlint-disable-next-line react/set-state-in-effect -- what floats remembers where the focus was when it opened
    setOpened(true)
  }, [])
  return { target, opened, setOpened }
}

import { useEffect, useEffectEvent, useRef, useState, type RefObject } from 'react'

import { YamlEditor, type Rim } from './yaml-editor.ts'

/** A viewer inside an element, in a shadow tree of its own, for as long as the element is there. */
export function useYamlEditor(
  text: string,
  onChoose: (path: string) => void,
): {
  readonly host: RefObject<HTMLDivElement | null>
  readonly editor: YamlEditor | undefined
  readonly rim: Rim
} {
  const host = useRef<HTMLDivElement>(null)
  const [editor, setEditor] = useState<YamlEditor>()
  const [rim, setRim] = useState<Rim>({ above: 0, below: 0 })
  const choose = useEffectEvent(onChoose)
  const first = useEffectEvent(() => text)
  useEffect(() => {
    const element = host.current
    if (element === null) return undefined
    const made = new YamlEditor({
      root: element.shadowRoot ?? element.attachShadow({ mode: 'open' }),
      text: first(),
      onChoose: (path) => choose(path),
      onRim: setRim,
    })
    // oxlint-disable-next-line react/set-state-in-effect -- the viewer can be made once its element is there
    setEditor(made)
    return () => made.destroy()
  }, [])
  useEffect(() => editor?.update(text), [editor, text])
  return { host, editor, rim }
}

import { codeFolding, foldGutter, foldKeymap, foldService } from '@codemirror/language'
import { search, searchKeymap } from '@codemirror/search'
import { EditorState, StateEffect, StateField, type Extension } from '@codemirror/state'
import {
  Decoration,
  EditorView,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  MatchDecorator,
  ViewPlugin,
  type DecorationSet,
  type ViewUpdate,
} from '@codemirror/view'

import { theme } from './editor-theme.ts'
import { yamlTree, type YamlLine } from './yaml-tree.ts'

/** What stands at each line of the text. */
export const treeField = StateField.define<readonly YamlLine[]>({
  create: ({ doc }) => yamlTree(doc.toString()),
  update: (tree, { docChanged, newDoc }) => (docChanged ? yamlTree(newDoc.toString()) : tree),
})

/** The lines that changed while they were looked at, counted from 0. */
export const setChanged = StateEffect.define<readonly number[]>()
export const changedField = lineField(setChanged, 'cm-changed')

/** The line that is chosen: what a link points at. */
export const setChosen = StateEffect.define<readonly number[]>()
const chosenField = lineField(setChosen, 'cm-chosen')

interface EditorPartsOptions {
  readonly onChoose: (line: number) => void
  readonly onUpdate: (update: ViewUpdate) => void
  readonly onScroll: () => void
}

/** A text that is read: folded, searched, pointed at, never written. */
export function editorParts({ onChoose, onUpdate, onScroll }: EditorPartsOptions): Extension {
  const choose = (view: EditorView, at: number) => {
    onChoose(view.state.doc.lineAt(at).number - 1)
    return false
  }
  return [
    EditorState.readOnly.of(true),
    EditorView.editable.of(false),
    EditorView.contentAttributes.of({
      'aria-label': 'YAML',
      'aria-readonly': 'true',
      tabindex: '0',
    }),
    treeField,
    changedField,
    chosenField,
    foldService.of((state, start) => {
      const line = state.doc.lineAt(start)
      const found = state.field(treeField)[line.number - 1]
      if (found === undefined || found.end < line.number) return null
      return { from: line.to, to: state.doc.line(found.end + 1).to }
    }),
    codeFolding({ preparePlaceholder: linesFolded, placeholderDOM: placeholder }),
    lineNumbers({ domEventHandlers: { mousedown: (view, { from }) => choose(view, from) } }),
    foldGutter({ markerDOM: foldMarker }),
    search({ createPanel: noPanel }),
    // By themselves those that turn the direction of a line are not all among them.
    highlightSpecialChars({
      addSpecialChars: /\p{Bidi_Control}/gu,
      render: () => marked('cm-special', '␦'),
    }),
    words,
    keymap.of([...foldKeymap, ...searchKeymap.filter(({ key }) => key === 'F3')]),
    EditorView.domEventHandlers({
      click: (event, view) => {
        const at = view.posAtCoords(event)
        return at === null ? false : choose(view, at)
      },
      scroll: () => onScroll(),
    }),
    EditorView.updateListener.of(onUpdate),
    theme,
  ]
}

/** Lines that an effect names, each marked by a class. */
function lineField(effect: typeof setChanged, name: string): StateField<DecorationSet> {
  const line = Decoration.line({ class: name })
  return StateField.define<DecorationSet>({
    create: () => Decoration.none,
    update: (before, { changes, effects, newDoc }) => {
      for (const { value } of effects.filter((one) => one.is(effect))) {
        const lines = [...value].toSorted((a, b) => a - b).filter((index) => index < newDoc.lines)
        return Decoration.set(lines.map((index) => line.range(newDoc.line(index + 1).from)))
      }
      return before.map(changes)
    },
    provide: (field) => EditorView.decorations.from(field),
  })
}

const keys = new MatchDecorator({
  regexp: /(?<=^\s*(?:- )*)(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"'#[\]{}-].*?)(?=:(?: |$))/gu,
  decoration: Decoration.mark({ class: 'cm-key' }),
})
const remarks = new MatchDecorator({
  regexp: /# (?:managedFields and last-applied are not kept|value withheld by Argus)$/gu,
  decoration: Decoration.mark({ class: 'cm-remark' }),
})

/** Keys in the accent, what Argus remarks aside, values plain. */
const words = [keys, remarks].map((decorator) =>
  ViewPlugin.define(
    (view) => ({
      marks: decorator.createDeco(view),
      update(update: ViewUpdate) {
        this.marks = decorator.updateDeco(update, this.marks)
      },
    }),
    { decorations: ({ marks }) => marks },
  ),
)

function linesFolded({ doc }: EditorState, { from, to }: { from: number; to: number }): string {
  const lines = doc.lineAt(to).number - doc.lineAt(from).number
  if (lines === 0) return `${to - from} characters more`
  return lines === 1 ? '1 line' : `${lines} lines`
}

function placeholder(_: EditorView, onclick: (event: Event) => void, words: string): HTMLElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'cm-folded'
  button.textContent = words
  button.setAttribute('aria-label', `Unfold ${words}`)
  button.addEventListener('click', onclick)
  return button
}

function foldMarker(open: boolean): HTMLElement {
  return marked(open ? 'cm-fold cm-fold-open' : 'cm-fold', '')
}

function marked(name: string, text: string): HTMLElement {
  const span = document.createElement('span')
  span.className = name
  span.textContent = text
  return span
}

/** The field to search in stands above the text; a search needs a panel to show what it finds. */
function noPanel(): { readonly dom: HTMLElement } {
  const dom = document.createElement('div')
  dom.hidden = true
  return { dom }
}

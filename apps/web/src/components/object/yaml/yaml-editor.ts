import { foldEffect, foldedRanges, unfoldAll, unfoldEffect } from '@codemirror/language'
import {
  findNext,
  findPrevious,
  openSearchPanel,
  SearchQuery,
  setSearchQuery,
} from '@codemirror/search'
import { EditorState, type StateEffect, type Text } from '@codemirror/state'
import { EditorView } from '@codemirror/view'

import { changedField, editorParts, setChanged, setChosen, treeField } from './editor-parts.ts'
import { firstFolds, type Fold } from './folds.ts'
import { lineEdits, type LineEdit } from './line-edits.ts'
import { lineOfPath, subtreeText } from './yaml-tree.ts'

/** Lines that changed and are not on the screen. */
export interface Rim {
  readonly above: number
  readonly below: number
}

interface YamlEditorParts {
  /** CodeMirror puts its styles where it stands: in a shadow tree as a sheet, which the policy lets it do. */
  readonly root: ShadowRoot
  readonly text: string
  readonly onChoose: (path: string) => void
  readonly onRim: (rim: Rim) => void
}

/** A viewer of YAML. It is there until `destroy`. */
export class YamlEditor {
  readonly #view: EditorView
  readonly #onRim: (rim: Rim) => void
  #rim: Rim = { above: 0, below: 0 }
  /** The field that was pointed at in the text itself, which is in sight. */
  #pointed: string | undefined

  constructor({ root, text, onChoose, onRim }: YamlEditorParts) {
    this.#onRim = onRim
    const parts = editorParts({
      onChoose: (line) => {
        const path = this.#tree()[line]?.path
        if (path === undefined || path === '') return
        this.#pointed = path
        onChoose(path)
      },
      onUpdate: ({ docChanged, geometryChanged }) => {
        if (docChanged || geometryChanged) this.#look()
      },
      onScroll: () => this.#look(),
    })
    const state = EditorState.create({ doc: text, extensions: parts })
    this.#view = new EditorView({ state, root, parent: root })
    openSearchPanel(this.#view)
    this.#fold(firstFolds(text.split('\n'), this.#tree()))
  }

  destroy(): void {
    this.#view.destroy()
  }

  /** Shows another state of the object. Nothing scrolls, what is folded stays so, and lines that changed are marked. */
  update(text: string): void {
    const before = this.#view.state.doc
    const lines = text.split('\n')
    const edits = lineEdits(before.toJSON(), lines)
    if (edits.length === 0) return
    const folded = this.#foldedPaths()
    this.#view.dispatch({
      changes: edits.map((edit) => changeOf(before, edit)),
      effects: setChanged.of(changedLines(edits)),
    })
    // A fold that ends in a line that changed would end too soon.
    unfoldAll(this.#view)
    const tree = this.#tree()
    this.#fold(
      folded.flatMap(({ path, keep }) => {
        const line = lineOfPath(tree, path)
        return line === undefined ? [] : [{ line, keep }]
      }),
    )
  }

  /** Marks the line of a field, where there is one, and brings it into sight. */
  choose(path: string | undefined): void {
    const line = path === undefined ? undefined : lineOfPath(this.#tree(), path)
    if (line === undefined) {
      this.#view.dispatch({ effects: setChosen.of([]) })
      return
    }
    this.#view.dispatch({ effects: setChosen.of([line]) })
    if (path === this.#pointed) return
    const at = this.#view.state.doc.line(line + 1).from
    this.#reveal(at)
    this.#view.dispatch({ effects: EditorView.scrollIntoView(at, { y: 'nearest', ...MARGINS }) })
  }

  /** The text of what begins at a field. */
  subtree(path: string): string | undefined {
    const tree = this.#tree()
    const start = lineOfPath(tree, path)
    const line = start === undefined ? undefined : tree[start]
    if (start === undefined || line === undefined) return undefined
    return subtreeText(this.#view.state.doc.toString(), line, start)
  }

  /** Looks for a text, whatever its case, and marks it wherever it is. */
  find(text: string): void {
    const query = new SearchQuery({ search: text, literal: true })
    this.#view.dispatch({ effects: setSearchQuery.of(query) })
  }

  step(by: 1 | -1): void {
    if (by === 1) findNext(this.#view)
    else findPrevious(this.#view)
    this.#reveal(this.#view.state.selection.main.from)
  }

  showAll(): void {
    unfoldAll(this.#view)
  }

  /** Brings the nearest changed line that is not on the screen into sight. */
  goToChange(where: keyof Rim): void {
    const lines = this.#changedAt()
    const { top, bottom } = this.#seen()
    const at =
      where === 'below' ? lines.find((line) => line > bottom) : lines.findLast((line) => line < top)
    if (at === undefined) return
    this.#reveal(at)
    this.#view.dispatch({ effects: EditorView.scrollIntoView(at, { y: 'center', ...MARGINS }) })
  }

  #tree() {
    return this.#view.state.field(treeField)
  }

  #fold(folds: readonly Fold[]): void {
    const { doc } = this.#view.state
    const tree = this.#tree()
    const effects = folds.flatMap(({ line: index, keep }): StateEffect<unknown>[] => {
      const line = doc.line(index + 1)
      const from = keep === undefined ? line.to : line.from + keep
      const to = keep === undefined ? doc.line((tree[index]?.end ?? index) + 1).to : line.to
      return from < to ? [foldEffect.of({ from, to })] : []
    })
    if (effects.length > 0) this.#view.dispatch({ effects })
  }

  #foldedPaths(): readonly { readonly path: string; readonly keep: number | undefined }[] {
    const { doc } = this.#view.state
    const tree = this.#tree()
    const found: { path: string; keep: number | undefined }[] = []
    foldedRanges(this.#view.state).between(0, doc.length, (from, to) => {
      const line = doc.lineAt(from)
      const keep = doc.lineAt(to).number === line.number ? from - line.from : undefined
      found.push({ path: tree[line.number - 1]?.path ?? '', keep })
    })
    return found
  }

  /** Unfolds what hides a place. */
  #reveal(at: number): void {
    const effects: StateEffect<unknown>[] = []
    foldedRanges(this.#view.state).between(at, at, (from, to) => {
      if (from < at) effects.push(unfoldEffect.of({ from, to }))
    })
    if (effects.length > 0) this.#view.dispatch({ effects })
  }

  #changedAt(): readonly number[] {
    const found: number[] = []
    const { state } = this.#view
    state.field(changedField).between(0, state.doc.length, (from) => void found.push(from))
    return found
  }

  /** The first and the last place on the screen. */
  #seen(): { readonly top: number; readonly bottom: number } {
    const { scrollTop, clientHeight } = this.#view.scrollDOM
    const top = this.#view.lineBlockAtHeight(scrollTop)
    const bottom = this.#view.lineBlockAtHeight(scrollTop + clientHeight)
    return { top: top.from, bottom: bottom.from }
  }

  #look(): void {
    const { top, bottom } = this.#seen()
    const lines = this.#changedAt()
    const rim = {
      above: lines.filter((at) => at < top).length,
      below: lines.filter((at) => at > bottom).length,
    }
    if (rim.above === this.#rim.above && rim.below === this.#rim.below) return
    this.#rim = rim
    this.#onRim(rim)
  }
}

/** Room around what is brought into sight; to the left so much that the edge of its line is seen. */
const MARGINS = { yMargin: 60, xMargin: 24 }

/** As CodeMirror writes it: in characters, with the line breaks that belong to the lines. */
function changeOf(doc: Text, { from, to, lines }: LineEdit) {
  const text = lines.join('\n')
  if (to - from === lines.length && lines.length > 0)
    return { from: doc.line(from + 1).from, to: doc.line(to).to, insert: text }
  if (to < doc.lines) {
    const insert = lines.length === 0 ? '' : `${text}\n`
    return { from: doc.line(from + 1).from, to: doc.line(to + 1).from, insert }
  }
  if (from === 0) return { from: 0, to: doc.length, insert: text }
  const insert = lines.length === 0 ? '' : `\n${text}`
  return { from: doc.line(from).to, to: doc.length, insert }
}

/** The lines of the text after that are new in it; where lines only went, the one that took their place. */
function changedLines(edits: readonly LineEdit[]): readonly number[] {
  let moved = 0
  return edits.flatMap(({ from, to, lines }) => {
    const start = from + moved
    moved += lines.length - (to - from)
    return lines.length === 0 ? [start] : lines.map((_, index) => start + index)
  })
}

import { EditorView } from '@codemirror/view'

/** The viewer in Argus's tokens: they reach into its shadow tree. */
export const theme = EditorView.theme({
  '&': { height: '100%', color: 'var(--text)', backgroundColor: 'var(--surface)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { font: '12px/19px var(--mono)', overflow: 'auto' },
  '.cm-content': { padding: '8px 16px 24px 0' },
  '.cm-content:focus-visible': { outline: '2px solid var(--accent)', outlineOffset: '-2px' },
  '.cm-line': { padding: '0 16px 0 6px', borderLeft: '3px solid transparent' },
  '.cm-line.cm-changed': {
    borderLeftColor: 'var(--changed-edge)',
    backgroundColor: 'var(--changed-bg)',
  },
  '.cm-line.cm-chosen': { backgroundColor: 'var(--selected)' },
  '.cm-gutters': {
    border: 'none',
    color: 'var(--text-3)',
    backgroundColor: 'var(--surface)',
  },
  '.cm-lineNumbers .cm-gutterElement': {
    minWidth: '44px',
    padding: '0 4px 0 8px',
    cursor: 'pointer',
    fontVariantNumeric: 'tabular-nums',
  },
  '.cm-lineNumbers .cm-gutterElement:hover': { color: 'var(--accent)' },
  '.cm-foldGutter .cm-gutterElement': { width: '16px', cursor: 'pointer' },
  '.cm-fold': {
    display: 'inline-block',
    width: '5px',
    height: '5px',
    margin: '0 5px 2px',
    borderRight: '1.5px solid currentcolor',
    borderBottom: '1.5px solid currentcolor',
    transform: 'rotate(-45deg)',
  },
  '.cm-fold-open': { transform: 'rotate(45deg)' },
  '.cm-key': { color: 'var(--accent)' },
  '.cm-remark': { color: 'var(--text-3)', fontStyle: 'italic' },
  '.cm-special': { color: 'var(--failed)' },
  '.cm-folded': {
    margin: '0 6px',
    padding: '0 6px',
    border: 'none',
    borderRadius: '4px',
    color: 'var(--text-2)',
    backgroundColor: 'var(--unknown-bg)',
    font: '11px/16px var(--font)',
    cursor: 'pointer',
  },
  '.cm-folded:hover': { color: 'var(--text)' },
  '.cm-searchMatch': {
    backgroundColor: 'var(--changed-bg)',
    outline: '1px solid var(--changed-edge)',
  },
  '.cm-searchMatch-selected': { backgroundColor: 'var(--selected)', outlineColor: 'var(--accent)' },
})

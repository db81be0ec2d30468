/** A text in three: what is the same at its begin and at its end, and what differs between. */
export interface MarkedText {
  readonly before: string
  readonly changed: string
  readonly after: string
}

/** Where two lines differ, by whole words and numbers: `17.5` and `17.2`, not `5` and `2`. */
export function changedWords(left: string, right: string): readonly [MarkedText, MarkedText] {
  const one = wordsOf(left)
  const other = wordsOf(right)
  const most = Math.min(one.length, other.length)
  let begin = 0
  while (begin < most && one[begin] === other[begin]) begin += 1
  let end = 0
  while (end < most - begin && one.at(-1 - end) === other.at(-1 - end)) end += 1
  return [marked(one, begin, end), marked(other, begin, end)]
}

function wordsOf(text: string): readonly string[] {
  return text.match(/\d+(?:\.\d+)*|\p{L}+|[^\d\p{L}]/gu) ?? []
}

function marked(words: readonly string[], begin: number, end: number): MarkedText {
  const last = words.length - end
  return {
    before: words.slice(0, begin).join(''),
    changed: words.slice(begin, last).join(''),
    after: words.slice(last).join(''),
  }
}

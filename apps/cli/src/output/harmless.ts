/** What must not reach a terminal as it is: a name could move the cursor or change the title (CWE-150). */
// oxlint-disable-next-line no-control-regex -- these are what is looked for
const CONTROL = /[\u0000-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g

/** Text in which whatever a terminal would obey is shown instead. */
export function harmless(text: string): string {
  return text.replaceAll(CONTROL, (character) => {
    const code = character.charCodeAt(0)
    if (character === '\n' || character === '\t' || character === '\r') return ' '
    return code > 0xff ? '' : `\\x${code.toString(16).padStart(2, '0')}`
  })
}

/** Hands a text, or what a call brought, to the browser as a file. */
export function saveFile(name: string, text: string | Blob, type: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser has begun to read it by the time it comes back to us.
  setTimeout(() => URL.revokeObjectURL(address), 0)
}

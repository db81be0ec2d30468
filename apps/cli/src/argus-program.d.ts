/** The bundled program and what tells it from others: put in when `argus` is built. */
declare module 'argus:program' {
  export const program: string
  export const hash: string
}

import { connect } from 'node:http2'

/** What reading a watch costs at least in this language: lines cut out of what arrives, with nothing around it. */
export function readLines(
  watch: {
    readonly url: string
    readonly caData: string
    readonly token: string
    readonly path: string
  },
  each: (line: Buffer) => void,
  signal: AbortSignal,
): void {
  const session = connect(watch.url, {
    ca: watch.caData,
    settings: { enablePush: false, initialWindowSize: 256 * 1024 },
  })
  session.on('remoteSettings', () => session.setLocalWindowSize(16 * 1024 * 1024))
  const stream = session.request({ ':path': watch.path, authorization: `Bearer ${watch.token}` })
  signal.addEventListener('abort', () => session.destroy())
  let rest: Buffer[] = []
  stream.on('data', (piece: Buffer) => {
    let start = 0
    for (let end = piece.indexOf(0x0a); end >= 0; end = piece.indexOf(0x0a, start)) {
      const part = piece.subarray(start, end)
      each(rest.length === 0 ? part : Buffer.concat([...rest, part]))
      rest = []
      start = end + 1
    }
    if (start < piece.length) rest.push(piece.subarray(start))
  })
}

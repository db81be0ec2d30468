import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

export type Coding = 'br' | 'gzip'

export interface RepresentationParts {
  /** What says the same as long as nothing changed for the reader, whatever Position it is at. */
  readonly lasting: readonly (string | Buffer)[]
  readonly body: Buffer
  /** Whether it is what every other read of the same would be answered with now. */
  readonly exact: boolean
}

/** The bytes of an answer, in each coding that was asked for: made once. */
export class Representation {
  readonly body: Buffer
  /** Weak: bodies of equal tags may say different Positions. */
  readonly etag: string
  readonly exact: boolean
  readonly #coded = new Map<Coding, Promise<Buffer>>()
  #codedBytes = 0

  constructor({ lasting, body, exact }: RepresentationParts) {
    const hash = createHash('sha256')
    for (const piece of lasting) hash.update(piece).update('\n')
    this.etag = `W/"${hash.digest('base64url').slice(0, 22)}"`
    this.body = body
    this.exact = exact
  }

  /** Bytes that it keeps. */
  get size(): number {
    return this.body.length + this.#codedBytes
  }

  encoded(coding: Coding): Promise<Buffer> {
    const coded = this.#coded.get(coding) ?? this.#encode(coding)
    this.#coded.set(coding, coded)
    return coded
  }

  async #encode(coding: Coding): Promise<Buffer> {
    const bytes = await (coding === 'gzip' ? gzipped(this.body) : brotlied(this.body, BROTLI))
    this.#codedBytes += bytes.length
    return bytes
  }
}

const gzipped = promisify<Buffer, Buffer>(gzip)
const brotlied = promisify<Buffer, object, Buffer>(brotliCompress)

/** As quick as gzip, and smaller; the highest quality takes a hundred times as long. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }

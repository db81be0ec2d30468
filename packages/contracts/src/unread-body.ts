import { Refusal } from './refusal-code.ts'

/** What express and its body parser say of a request they could not read; their errors carry a type or a status. */
export function unreadBody(error: unknown): Refusal | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  switch ('type' in error ? error.type : undefined) {
    case 'entity.too.large':
      return new Refusal('too_large', 'the body is larger than 64 KiB')
    case 'charset.unsupported':
    case 'encoding.unsupported':
      return new Refusal('unsupported_media_type', 'the body must be JSON in UTF-8')
    default:
      return 'status' in error && error.status === 400
        ? new Refusal('invalid_request', 'invalid request body')
        : undefined
  }
}

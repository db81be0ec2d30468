import type { OpenApiDocument } from '@argus/contracts/openapi'

/** The document as the running service gives it. */
export async function documentOf(auth: {
  readonly service: { readonly url: string }
}): Promise<OpenApiDocument> {
  const response = await fetch(`${auth.service.url}/api/docs/openapi.json`)
  // That it is one is what openapi.test.ts shows, by a validator.
  return (await response.json()) as OpenApiDocument
}

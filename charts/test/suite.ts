import { describe } from '@jest/globals'

import { programsMissing, type Program } from '../src/programs.ts'
import { schemasMissing } from '../src/schemas.ts'
import { apiServerMissing } from './api-server.ts'

/** A suite that needs programs, or else is skipped and says which are missing. */
export function suiteWith(programs: readonly Program[], title: string, body: () => void): void {
  const needsSchemas = programs.includes('kubeconform')
  const missing = programsMissing(...programs) ?? (needsSchemas ? schemasMissing() : undefined)
  if (missing === undefined) describe(title, body)
  else describe.skip(`${title} (skipped: ${missing})`, body)
}

/** A suite that needs helm and a real API server as well. */
export function suiteOnServer(title: string, body: () => void): void {
  const missing = apiServerMissing ?? programsMissing('helm') ?? schemasMissing()
  if (missing === undefined) describe(title, body)
  else describe.skip(`${title} (skipped: ${missing})`, body)
}

/** Makes the schemas of Kubernetes that `make helm-lint` goes by, where they are not there. */
import { makeSchemas } from './schemas.ts'

await makeSchemas()

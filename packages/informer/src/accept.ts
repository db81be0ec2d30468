/** Whether whole objects are asked for, or their metadata alone. */
export type ObjectForm = 'whole' | 'metadata'

/** The media types of a form; a list has a name of its own for it, and refuses the other one. */
export function acceptOf(form: ObjectForm, call: 'list' | 'watch'): string {
  if (form === 'whole') return 'application/json'
  const kind = call === 'list' ? 'PartialObjectMetadataList' : 'PartialObjectMetadata'
  return `application/json;as=${kind};g=meta.k8s.io;v=v1`
}

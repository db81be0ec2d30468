import { Failure } from '../failure.ts'

/** Names in which `*` is any text and `?` any character; without any, every cluster is meant. */
export function chooseClusters<C extends { readonly id: string }>(
  patterns: readonly string[],
  clusters: readonly C[],
): readonly C[] {
  if (patterns.length === 0) return clusters
  const wanted = patterns.map((pattern) => ({ pattern, fits: matcher(pattern) }))
  const lost = wanted.filter(({ fits }) => !clusters.some(({ id }) => fits.test(id)))
  if (lost.length > 0)
    throw new Failure({
      code: 'not_found',
      happened: `There is no cluster ${lost.map(({ pattern }) => `"${pattern}"`).join(', ')}, or you may see nothing of it`,
      why:
        clusters.length === 0
          ? 'you may see none'
          : `you may see ${clusters.map(({ id }) => id).join(', ')}`,
      next: 'Choose one of these: argus clusters.',
    })
  return clusters.filter(({ id }) => wanted.some(({ fits }) => fits.test(id)))
}

function matcher(pattern: string): RegExp {
  const plain = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
  return new RegExp(`^${plain.replaceAll('*', '.*').replaceAll('?', '.')}$`)
}

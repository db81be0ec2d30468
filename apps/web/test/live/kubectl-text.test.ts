import { expect, it } from '@jest/globals'

import { kubectlText } from '../../src/live/kubectl-text.ts'
import type { LiveRow } from '../../src/live/resource-store.ts'
import { item } from './rows.ts'

const row = (cluster: string, key: string): LiveRow => ({
  id: `${cluster}/${key}`,
  cluster,
  item: item(key),
  cameAt: undefined,
  was: [],
})

it('one command for each cluster and namespace', () => {
  const rows = [row('prod', 'shop/a'), row('prod', 'shop/b'), row('edge', '/c')]
  expect(kubectlText('certificates.cert-manager.io', rows)).toBe(
    [
      '# prod',
      'kubectl get --namespace=shop certificates.cert-manager.io/a certificates.cert-manager.io/b',
      '# edge',
      'kubectl get certificates.cert-manager.io/c',
    ].join('\n'),
  )
})

it('a name is never more than a word of the shell', () => {
  const text = kubectlText('pods', [row('prod', "shop/$(rm -rf ~);'`\nreboot")])
  expect(text).toBe("# prod\nkubectl get --namespace=shop 'pods/$(rm -rf ~);'\\''` reboot'")
})

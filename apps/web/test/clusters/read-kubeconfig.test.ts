import { readerKubeconfig } from '@argus/contracts/reader-account'
import { describe, expect, it } from '@jest/globals'

import { maskedLines } from '../../src/pages/clusters/masked-lines.ts'
import { readKubeconfig } from '../../src/pages/clusters/read-kubeconfig.ts'
import { withoutFields } from '../../src/pages/clusters/without-fields.ts'

const PASTED = `apiVersion: v1
kind: Config
current-context: prod-ap-1
clusters:
  - name: prod-ap-1
    cluster:
      server: https://k8s.ap-1.example.com:6443
      certificate-authority-data: QUJD
      proxy-url: http://10.20.0.14:3128
contexts:
  - name: prod-ap-1
    context:
      cluster: prod-ap-1
      user: sre
  - name: old-lab
    context: { cluster: old-lab, user: lab-admin }
users:
  - name: sre
    user:
      exec:
        apiVersion: client.authentication.k8s.io/v1
        command: aws
        args: [get-token, --secret, hidden-in-args]
      token: the-token # of the account
      as: system:admin
  - name: lab-admin
    user: { token: another-token }
`

function read(text: string, context?: string) {
  const answer = readKubeconfig(text, context)
  if (answer.type !== 'read') throw new Error(`it is ${answer.type}`)
  return answer
}

describe('a pasted kubeconfig', () => {
  it('has every refused field named, with its lines', () => {
    expect(read(PASTED).refused.map(({ field, lines }) => [field, lines])).toEqual([
      ['clusters[0].cluster.proxy-url', [9, 9]],
      ['users[0].user.exec', [20, 23]],
      ['users[0].user.as', [25, 25]],
    ])
  })

  it('is judged by the context that is meant alone, and only that is sent', () => {
    const lab = PASTED.replace(
      'contexts:',
      '  - name: old-lab\n    cluster: { server: "https://lab" }\ncontexts:',
    )
    const { context, contexts, refused, unused, kubeconfig } = read(lab, 'old-lab')
    expect({ context, contexts, refused, unused }).toEqual({
      context: 'old-lab',
      contexts: ['prod-ap-1', 'old-lab'],
      refused: [],
      unused: ['prod-ap-1'],
    })
    expect(kubeconfig).toContain('another-token')
    expect(kubeconfig).not.toContain('the-token')
  })

  it('is clean once the refused fields are removed, and the rest of its text stays', () => {
    const clean = withoutFields(PASTED, read(PASTED).refused)
    expect(read(clean).refused).toEqual([])
    expect(clean).toContain('token: the-token # of the account')
    expect(clean).not.toMatch(/exec|aws|proxy-url|system:admin/u)
  })

  it('keeps lists as they were written', () => {
    const flat =
      'clusters:\n- name: a\n  cluster:\n    server: https://a\n    proxy-url: http://b\n'
    const field = { field: '', why: '', lines: undefined }
    expect(withoutFields(flat, [{ ...field, path: ['clusters', 0, 'cluster', 'proxy-url'] }])).toBe(
      'clusters:\n- name: a\n  cluster:\n    server: https://a\n',
    )
  })

  it('has unknown fields refused, and switches that are off let be', () => {
    const text = PASTED.replace(
      'proxy-url: http://10.20.0.14:3128',
      'insecure-skip-tls-verify: false',
    )
      .replace('as: system:admin', 'shell: /bin/sh')
      .replace(/exec:[^]*args: [^\n]*\n/u, 'tokenFile: ""\n')
    expect(read(text).refused.map(({ field, why }) => [field, why])).toEqual([
      ['users[0].user.shell', 'is not known here; remove it'],
    ])
  })

  it.each([
    [
      'no credential',
      PASTED.replace(/ {6}exec:[^]*system:admin\n/u, '      token: ""\n'),
      'user.token',
    ],
    ['an address without TLS', PASTED.replace('https://k8s', 'http://k8s'), 'cluster.server'],
    ['no context', 'clusters: []', 'contexts'],
  ])('is told what it lacks: %s', (_, text, field) => {
    const clean = withoutFields(text, read(text).refused)
    expect(read(clean).refused.map((one) => one.field)).toEqual([field])
  })

  it.each([
    ['no YAML', 'a: [1', 'It is not YAML, in line 1.'],
    ['a list', '- a', 'It is YAML, but no kubeconfig.'],
    ['aliases', 'a: &a [1]\nb: *a', 'It is YAML, but no kubeconfig.'],
  ])('that is %s is refused without a word of it', (_, text, why) => {
    expect(readKubeconfig(text)).toEqual({ type: 'unreadable', why })
  })
})

describe('the lines of a pasted kubeconfig', () => {
  const lines = maskedLines(PASTED, read(PASTED).document)

  it('hide what may be secret', () => {
    const shown = lines.join('\n')
    for (const secret of ['QUJD', 'the-token', 'another-token', 'hidden-in-args'])
      expect(shown).not.toContain(secret)
    expect(shown).toContain('server: https://k8s.ap-1.example.com:6443')
    expect(shown).toContain('command: aws')
  })

  it('stay as many as they were, in their places', () => {
    const block = PASTED.replace('token: the-token', 'token: |\n        first\n        second')
    const shown = maskedLines(block, read(block).document)
    expect(shown).toHaveLength(block.split('\n').length)
    expect(shown.slice(23, 27).map((line) => line.trim())).toEqual([
      'token: ••••••••',
      '••••••••',
      '••••••••',
      'as: system:admin',
    ])
  })
})

describe('the kubeconfig of a reading account', () => {
  it('is read whole, with nothing of it refused', () => {
    const parts = { server: 'https://10.0.0.1:6443', authority: 'QUJD', token: 't0ken' }
    expect(readKubeconfig(readerKubeconfig(parts))).toMatchObject({ type: 'read', refused: [] })
  })
})

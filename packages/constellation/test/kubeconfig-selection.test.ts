import { describe, expect, it } from '@jest/globals'

import { selectContexts } from '../src/kubeconfig-selection.ts'

const home = {
  path: '/home/ada/.kube/config',
  content: {
    contexts: [
      { name: 'prod', context: { cluster: 'prod', user: 'ada' } },
      { name: 'gone', context: { cluster: 'gone', user: 'ada' } },
    ],
    clusters: [
      { name: 'prod', cluster: { server: 'https://prod', 'certificate-authority': 'ca.pem' } },
      { name: 'gone', cluster: { server: 'https://gone' } },
    ],
    users: [{ name: 'ada', user: { 'client-key': '../keys/ada.pem' } }],
  },
}
const work = {
  path: '/srv/work.yaml',
  content: {
    contexts: [{ name: 'stage', context: { cluster: 'stage', user: 'ci' } }],
    clusters: [
      { name: 'stage', cluster: { server: 'https://stage' } },
      { name: 'prod', cluster: { server: 'https://an-impostor' } },
    ],
    users: [{ name: 'ci', user: { exec: { command: './token', args: ['--now'] } } }],
  },
}

describe('a kubeconfig of chosen contexts', () => {
  it('has them, and the clusters and users that they name, of all files', () => {
    const selected = selectContexts([home, work], ['prod', 'stage'])
    expect(selected).toMatchObject({
      'current-context': 'prod',
      contexts: [{ name: 'prod' }, { name: 'stage' }],
      clusters: [{ name: 'prod' }, { name: 'stage' }],
      users: [{ name: 'ada' }, { name: 'ci' }],
    })
  })

  it('lets the first file that sets a name win', () => {
    const { clusters } = selectContexts([home, work], ['prod'])
    expect(clusters).toEqual([
      expect.objectContaining({
        cluster: expect.objectContaining({ server: 'https://prod' }),
      }),
    ])
  })

  it('finds from anywhere what a file names beside itself', () => {
    const { clusters, users } = selectContexts([home, work], ['prod', 'stage'])
    expect(clusters).toMatchObject([
      { cluster: { 'certificate-authority': '/home/ada/.kube/ca.pem' } },
      {},
    ])
    expect(users).toMatchObject([
      { user: { 'client-key': '/home/ada/keys/ada.pem' } },
      { user: { exec: { command: '/srv/token', args: ['--now'] } } },
    ])
  })

  it('leaves a command that is looked up on PATH alone', () => {
    const content = {
      contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
      users: [{ name: 'a', user: { exec: { command: 'aws' } } }],
    }
    expect(selectContexts([{ path: '/x/config', content }], ['a'])).toMatchObject({
      users: [{ user: { exec: { command: 'aws' } } }],
    })
  })
})

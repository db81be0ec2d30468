import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

import { describe, expect, it } from '@jest/globals'

import { claimFolder, stopHolder, type Claim, type Running } from '../src/claim.ts'
import { temporaryFolder } from './folder.ts'

function held(answer: Claim | Running): Claim {
  if (!('stopAsked' in answer)) throw new Error(`held by ${answer.pid}`)
  return answer
}

describe('the claim to a data folder', () => {
  it('is had by one run; the next is told who has it, and where its console is', async () => {
    await using folder = await temporaryFolder()
    await using first = held(await claimFolder(folder.path))
    expect(await claimFolder(folder.path)).toEqual({ pid: process.pid })
    first.announce('http://localhost:3000')
    expect(await claimFolder(folder.path)).toEqual({
      pid: process.pid,
      console: 'http://localhost:3000',
    })
  })

  it('is free again when its run has ended', async () => {
    await using folder = await temporaryFolder()
    await held(await claimFolder(folder.path))[Symbol.asyncDispose]()
    await using _next = held(await claimFolder(folder.path))
  })

  it('is free when its run was killed and could tidy nothing away', async () => {
    await using folder = await temporaryFolder()
    const source = join(import.meta.dirname, '../src/claim.ts')
    const script = `
      import { claimFolder } from '${source}'
      const claim = await claimFolder('${folder.path}')
      console.log('claimed')
      await claim.stopAsked`
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script])
    await once(child.stdout, 'data')
    expect(await claimFolder(folder.path)).toEqual({ pid: child.pid })
    child.kill('SIGKILL')
    await once(child, 'exit')
    await using _next = held(await claimFolder(folder.path))
  })

  it('can be asked for by another process, who waits until it is given up', async () => {
    await using folder = await temporaryFolder()
    const claim = held(await claimFolder(folder.path))
    let given = false
    const asked = stopHolder(folder.path).then((running) => ({ running, given }))
    await claim.stopAsked
    given = true
    await claim[Symbol.asyncDispose]()
    expect(await asked).toEqual({ running: { pid: process.pid }, given: true })
  })

  it('has nobody to ask where nobody runs', async () => {
    await using folder = await temporaryFolder()
    expect(await stopHolder(folder.path)).toBeUndefined()
  })
})

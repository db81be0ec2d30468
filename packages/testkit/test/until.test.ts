import { expect, it } from '@jest/globals'
import { until } from '../src/until.ts'

it('answers what the condition answered, once it is truthy', async () => {
  let asked = 0
  await expect(until(() => (++asked < 3 ? undefined : 'yes'), { what: 'three' })).resolves.toBe(
    'yes',
  )
})

it('says what was awaited in vain, with the last error as the cause', async () => {
  const broken = () => Promise.reject(new Error('not there'))
  const failure: unknown = await until(broken, { timeoutMs: 20, what: 'a ship' }).catch(
    (error: unknown) => error,
  )
  expect(failure).toMatchObject({
    message: 'Waited 20 ms in vain for a ship',
    cause: { message: 'not there' },
  })
})

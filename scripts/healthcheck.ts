/** `node healthcheck.ts URL`: ends with 0 where the address answers 200, else with 1 and what it answers instead. */
const [url] = process.argv.slice(2)
if (url === undefined)
  throw new Error('Name the address to ask, such as http://127.0.0.1:8080/readyz.')
try {
  const response = await fetch(url, { signal: AbortSignal.timeout(4_000), redirect: 'manual' })
  if (response.status !== 200) {
    console.log(`${url} answers ${response.status} ${(await response.text()).slice(0, 500)}`)
    process.exitCode = 1
  }
} catch (error) {
  console.log(`${url} does not answer: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}

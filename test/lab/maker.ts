// Makes a lab with a few processes in it, says which, and stays until it is killed.
//   node test/lab/maker.ts
import { readlinkSync } from 'node:fs'
import process from 'node:process'
import { withLab } from './net/lab.ts'

await withLab({ line: { delay: 1 } }, async ({ client, router, provider, resolver }) => {
  const machines = [client, router, provider]
  // one that has become another user: such a one forgets that it is to end with us
  const sleeper = client.start(['setpriv', '--reuid', '65534', '--clear-groups', 'sleep', '600'])
  await client.run('ip', 'link', 'show', 'eth0')
  const pids = [...machines.map(({ pid }) => pid), resolver.pid, sleeper.pid]
  const networks = machines.map(({ pid }) => readlinkSync(`/proc/${pid}/ns/net`))
  process.stdout.write(`${JSON.stringify({ pids, networks })}\n`)
  await new Promise((resolve) => setTimeout(resolve, 600_000))
})

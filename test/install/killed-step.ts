// Carries out or undoes what stands in a record, and is killed right before one of its changes to the disk.
//   node killed-step.ts install|uninstall DATA-DIR DATA-DIR-OF-THE-RECORD STEP
import fs from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import process from 'node:process'

const [action = '', dataDir = '', recordDir = '', step = ''] = process.argv.slice(2)
let left = Number(step)

const changes = ['open', 'rename', 'rm', 'rmdir', 'mkdir', 'link', 'writeFile'] as const
for (const name of changes) {
  const real = fs[name] as (...args: unknown[]) => Promise<unknown>
  const counted = (...args: unknown[]): Promise<unknown> => {
    left -= 1
    if (left === 0) process.kill(process.pid, 'SIGKILL')
    return real(...args)
  }
  Object.assign(fs, { [name]: counted })
}
syncBuiltinESMExports()

const { readRecord } = await import('../../src/install/record.ts')
const { carryOut, undo } = await import('../../src/install/carry-out.ts')
const record = await readRecord(recordDir)
if (record === undefined) throw new Error('there is no record')
const nothing = (): Promise<void> => Promise.resolve()
await (action === 'install'
  ? carryOut(dataDir, record, nothing)
  : undo(dataDir, record, { changes: 'keep', stopGateway: nothing }))

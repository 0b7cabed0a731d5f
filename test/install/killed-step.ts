// Does one act of install with what stands in a record, and is killed right before one of its changes to the disk.
//   node killed-step.ts install|uninstall|bypass|bypass-end DATA-DIR DATA-DIR-OF-THE-RECORD STEP
import fs from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import process from 'node:process'
import type { InstallRecord } from '../../src/install/record.ts'

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
const { beginBypass, endBypass, readBypass, recordDuring } = await import('../../src/install/bypass.ts')
const { unixMillis } = await import('../../src/core/time.ts')
const nothing = (): Promise<void> => Promise.resolve()

async function act(record: InstallRecord): Promise<unknown> {
  const bypass = await readBypass(dataDir)
  switch (action) {
    case 'install':
      return await carryOut(dataDir, record, nothing)
    case 'uninstall':
      return await undo(dataDir, recordDuring(record, bypass), { changes: 'keep', stopGateway: nothing })
    case 'bypass':
      return await beginBypass(dataDir, record, undefined)
    default:
      return bypass === undefined
        ? undefined
        : await endBypass(dataDir, { record, bypass, now: unixMillis(Date.UTC(2026, 10, 22)) })
  }
}

const record = await readRecord(recordDir)
if (record === undefined) throw new Error('there is no record')
await act(record)

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import process from 'node:process'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { API, PROVIDER, withLab } from './net/lab.ts'
import { labObstacle } from './net/obstacle.ts'
import { answersNames, ping } from './net/observe.ts'
import { Program } from './net/program.ts'
import { ROWS } from './rows.ts'

const obstacle = labObstacle()
const skip = obstacle ?? false

describe('in real networks', { concurrency: 4 }, () => {
  for (const { shows, needs, lab = {}, play } of ROWS.filter(({ when }) => when === 'quick')) {
    test(shows, { skip: labObstacle(needs) ?? false }, async (t) => {
      const { evidence } = await withLab(lab, (made) => play(made, 'quick'))
      t.diagnostic(`${shows}: ${evidence}`)
    })
  }

  test('a lab is a network of its own, and takes nothing of the host along but its files', { skip }, async () => {
    await withLab({}, async ({ client }) => {
      assert.equal((await ping(client, PROVIDER.v4)).received, 5)
      assert.equal((await ping(client, PROVIDER.v6)).received, 5)
      assert.equal(await answersNames(client, API), true)
      assert.equal(await answersNames(client, 'example.com'), false)
      // the addresses of a real resolver and of the host's loopback services lead nowhere
      assert.equal((await ping(client, '1.1.1.1', { count: 1 })).received, 0)
    })
  })

  test('a lab that is left by a failure leaves nothing behind', { skip }, async () => {
    let pids: readonly number[] = []
    let folder = ''
    const failing = withLab({}, (lab) => {
      folder = lab.folder
      pids = [lab.client.pid, lab.router.pid, lab.provider.pid, lab.resolver.pid]
      return Promise.reject(new Error('in the middle'))
    })
    await assert.rejects(failing, /in the middle/)
    assert.equal(pids.length, 4)
    assert.deepEqual(pids.filter(isRunning), [])
    assert.equal(existsSync(folder), false)
  })

  test(
    'whoever makes a lab and is killed leaves no process and no network; its folder goes with the next lab',
    { skip },
    async () => {
      const maker = spawn(process.execPath, [fileURLToPath(new URL('maker.ts', import.meta.url))], {
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const [line] = await new Program('maker', maker, 'itself').says(/^\{.*\}$/)
      const { pids, networks } = JSON.parse(line) as { pids: readonly number[]; networks: readonly string[] }
      assert.deepEqual(pids.filter(isRunning), pids)
      const left = (): readonly string[] => networksInUse().filter((one) => networks.includes(one))
      assert.ok(left().length > 0)
      assert.equal(foldersOf(maker.pid ?? 0).length, 1)
      const ended = once(maker, 'exit')
      maker.kill('SIGKILL')
      await ended
      // what it had started ends by itself, each process in its own time
      for (let looks = 0; (pids.some(isRunning) || left().length > 0) && looks < 500; looks++)
        await new Promise((resolve) => setTimeout(resolve, 20))
      assert.deepEqual(pids.filter(isRunning), [])
      assert.deepEqual(left(), [])
      await withLab({}, () => Promise.resolve())
      assert.deepEqual(foldersOf(maker.pid ?? 0), [])
    },
  )
})

const foldersOf = (pid: number): readonly string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith(`holdfast-lab-${pid}-`))

/** One that has ended and that nobody has asked for yet runs no more. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

/** Of all processes of the machine: `net:[4026532000]`. */
function networksInUse(): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readlinkSync(`/proc/${pid}/ns/net`)]
      } catch {
        return [] // it has ended meanwhile
      }
    })
}

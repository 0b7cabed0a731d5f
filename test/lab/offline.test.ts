import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import { listRuntimes } from '../../src/config/runtime-file.ts'
import type { GatewayState } from '../../src/gateway/state.ts'
import { Cast } from './cast.ts'
import { CLIENT, defaultRoute, ROUTER, withLab, type Lab } from './net/lab.ts'
import type { Machine } from './net/machine.ts'
import { labObstacle } from './net/obstacle.ts'

// The network of a machine is really taken away, under a real gateway with a real client beside it.

const obstacle = labObstacle()
const options = obstacle === undefined ? { timeout: 90_000 } : { skip: obstacle }

const unplug = async (machine: Machine): Promise<unknown> => await machine.run('ip', 'link', 'set', 'eth0', 'down')

/** With the addresses and routes that a DHCP client would ask for again. @returns when it could be used */
async function plugIn(machine: Machine): Promise<number> {
  await machine.run('ip', 'link', 'set', 'eth0', 'up')
  await machine.run('ip', 'addr', 'replace', `${CLIENT.v6}/64`, 'dev', 'eth0', 'nodad')
  await defaultRoute(machine, ROUTER)
  return Date.now()
}

/** Packets that a machine wanted to send and had no route for, and TCP connections that it began: both count attempts. */
function attemptsOf({ pid }: Machine): number {
  const column = (file: string, section: string, name: string): number => {
    const [names = [], values = []] = readFileSync(`/proc/${pid}/net/${file}`, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith(`${section}:`))
      .map((line) => line.split(' '))
    return Number(values[names.indexOf(name)])
  }
  const noRoute6 = /^Ip6OutNoRoutes\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/net/snmp6`, 'utf8'))
  return column('snmp', 'Ip', 'OutNoRoutes') + column('snmp', 'Tcp', 'ActiveOpens') + Number(noRoute6?.[1] ?? Number.NaN)
}

async function stateOf(lab: Lab, url: string): Promise<GatewayState> {
  const [gateway] = await listRuntimes(join(lab.folder, 'data'))
  const script = `fetch(process.argv[1], { headers: { 'x-holdfast-secret': process.argv[2] } }).then(async (answer) => console.log(await answer.text()))`
  const said = await lab.client.run(process.execPath, '-e', script, `${url}/_holdfast/state`, gateway?.info.secret ?? '')
  return JSON.parse(said) as GatewayState
}

const wait = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis))

test(
  'offline: a request is held without a single attempt, and is answered within two seconds of the return',
  options,
  async (t) => {
    await withLab({}, async (lab) => {
      const cast = await Cast.enter(lab)
      // No turn before it: the kernel would go on ending its connection, and be counted.
      await unplug(lab.client)
      await cast.gateway.says(/"event":"surroundings","kind":"cut-off"/)
      const turn = cast.ask('While it is gone.')
      await cast.gateway.says(/"event":"health".*"is":"offline"/)

      const state = await stateOf(lab, cast.gatewayUrl)
      assert.equal(state.network, 'offline')
      const lane = state.lanes.find(({ scope }) => scope === 'upstream')
      assert.equal(lane?.health, 'offline')
      assert.equal(lane.code, 'path.offline')
      const attempts = attemptsOf(lab.client)
      await wait(4000)
      assert.equal(attemptsOf(lab.client) - attempts, 0)
      assert.equal((await stateOf(lab, cast.gatewayUrl)).exchanges[0]?.hold?.next, 'network')

      const back = await plugIn(lab.client)
      const content = await turn.content
      t.diagnostic(`first content ${content - back} ms after the return`)
      assert.ok(content - back <= 2000, `${content - back} ms`)
      assert.equal((await turn.over).requests, 1)
      assert.equal((await stateOf(lab, cast.gatewayUrl)).network, 'online')
    })
  },
)

test('a gap: a request on its way when the network goes is answered within two seconds of the return', options, async (t) => {
  await withLab({}, async (lab) => {
    const cast = await Cast.enter(lab)
    assert.equal((await cast.ask('Before it.').over).finished, true)
    await unplug(lab.client)
    // At once: the connection of the turn before is still taken for a good one.
    const turn = cast.ask('Into the void.')
    await cast.gateway.says(/"event":"surroundings","kind":"cut-off"/)
    await wait(4000)
    const back = await plugIn(lab.client)
    const content = await turn.content
    t.diagnostic(`first content ${content - back} ms after the return`)
    assert.ok(content - back <= 2000, `${content - back} ms`)
    assert.equal((await turn.over).requests, 1)
  })
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ms } from '../../src/core/time.ts'
import { Asking, CLAUDE_CODE, message } from '../instruments/asking.ts'
import { deskFor } from '../instruments/command.ts'
import { freePort } from '../instruments/free-port.ts'
import { until } from '../instruments/rig.ts'

// A stopped process sees what a sleeping machine's processes see: both clocks have gone on, and no timer has run.

const SLEEP = 6500
const PATIENCE = 7000

test('asleep: a gateway that was stopped through its patience holds on, and says that it slept', async (t) => {
  const desk = deskFor(t)
  const nowhere = `http://127.0.0.1:${await freePort()}`
  const gateway = desk.start(['serve', '--port', '0', '--upstream', nowhere, '--json'])
  const [, url = ''] = await gateway.says(/"event":"listening","url":"([^"]+)"/)
  const asked = new Asking(url, { body: message('Hello'), headers: { ...CLAUDE_CODE, 'x-holdfast-patience': String(PATIENCE) } })
  await gateway.says(/"do":"hold"/)
  gateway.process.kill('SIGSTOP')
  await new Promise((resolve) => setTimeout(resolve, SLEEP))
  gateway.process.kill('SIGCONT')
  const woke = Date.now()
  const [, slept] = await gateway.says(/"event":"surroundings","kind":"woke","slept":(\d+)/)
  assert.ok(Math.abs(Number(slept) - SLEEP) <= 1500, slept)
  assert.ok(Date.now() - woke <= 2000)
  await until(() => asked.ended !== 'no', ms(PATIENCE + 3000))
  // It had waited for a second or so before.
  const held = Date.now() - woke
  assert.ok(held >= 3000 && held <= PATIENCE + 1000, `${held} ms after waking`)
})

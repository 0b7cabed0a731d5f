import assert from 'node:assert/strict'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type { Judged } from '../../../src/cli/doctor-judged.ts'
import type { Conclusion } from '../../../src/doctor/diagnosis.ts'
import type { Observations } from '../../../src/probes/observations.ts'
import type { Internet } from './internet.ts'
import { SYSTEM_PATH } from '../net/obstacle.ts'
import { CONTROLS } from './places.ts'

const MAIN = fileURLToPath(new URL('../../../src/main.ts', import.meta.url))

/** Of the right form, and nobody's. */
const KEY = `sk-ant-api03-${'lab-'.repeat(24)}`

/** How the person asks, and what is set on the client. */
export type Asked = {
  readonly args?: readonly string[]
  /** Undefined takes away what is there usually. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Files of the home, by path. */
  readonly home?: Readonly<Record<string, string>>
  /** The words of a program that runs the command. */
  readonly under?: readonly string[]
}

/** What the command printed with --json. */
type Printed = {
  readonly verdict: Conclusion
  readonly secondary: readonly Conclusion[]
  readonly checks: readonly { readonly id: string; readonly ms: number }[]
  readonly replay: Observations
}

export type Told = {
  readonly verdict: Printed['verdict']
  readonly secondary: Printed['secondary']
  readonly exitCode: Judged['exitCode']
  readonly observations: Observations
  /** From the start of the command to its end, in milliseconds. */
  readonly took: number
  /** What the slowest of the probes took. */
  readonly examined: number
}

/** The whole command line of `holdfast doctor`, as it is run on the client. */
export async function commandFor(
  net: Internet,
  { args = [], env = {}, home = {}, under = [] }: Asked,
): Promise<readonly string[]> {
  for (const [path, text] of Object.entries(home)) await net.file(join('home', path), text)
  const controls = await net.file('controls.json', JSON.stringify(CONTROLS))
  const variables: Readonly<Record<string, string | undefined>> = {
    PATH: SYSTEM_PATH,
    HOME: net.home,
    LANG: 'C.UTF-8',
    HOLDFAST_DATA_DIR: join(net.folder, 'data'),
    NODE_EXTRA_CA_CERTS: net.ca,
    ANTHROPIC_API_KEY: KEY,
    ...env,
  }
  const set = Object.entries(variables).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]))
  return ['env', '-i', '-C', net.home, ...set, ...under, process.execPath, MAIN, 'doctor', '--controls', controls, ...args]
}

/** Asks the doctor on the client. */
export async function ask(net: Internet, asked: Asked): Promise<Told> {
  const [first = '', ...rest] = await commandFor(net, { ...asked, args: ['--json', ...(asked.args ?? [])] })
  const began = Date.now()
  const { code, out, err } = await net.client.attempt(first, ...rest)
  const took = Date.now() - began
  assert.ok(code === 0 || code === 1 || code === 3, `exit code ${code}: ${err}${out.slice(0, 2000)}`)
  const printed = JSON.parse(out) as Printed
  const examined = Math.max(...printed.checks.map(({ ms }) => ms))
  return {
    verdict: printed.verdict,
    secondary: printed.secondary,
    exitCode: code,
    observations: printed.replay,
    took,
    examined,
  }
}

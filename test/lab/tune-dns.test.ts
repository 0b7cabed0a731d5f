import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { DnsVerdict, ResolverRow } from '../../src/tune/dns.ts'
import { startNameServers, type NameServer } from './name-servers.ts'
import { API, PROVIDER, ROUTER, ROUTER_OUTSIDE, withLab, type Lab } from './net/lab.ts'
import { labObstacle, SYSTEM_PATH } from './net/obstacle.ts'

// The real command between name servers that are slow, lossy or lie, in a network where the public ones' addresses are the lab's own.

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const skip = labObstacle() ?? false
/** The upstream's: a public one, or its name would look like a company's own. */
const UPSTREAM = '203.0.113.10'
const STRANGER = '203.0.113.66'
const PUBLIC = ['1.1.1.1', '8.8.8.8', '9.9.9.9'] as const

/** How a name server of the lab is: its milliseconds alone, or more. */
type Is = number | Omit<NameServer, 'address' | 'says'>
type Servers = { readonly system: Is; readonly [address: string]: Is }

const serving = (address: string, is: Is): NameServer => {
  const how: Omit<NameServer, 'address' | 'says'> = typeof is === 'number' ? { after: is, knows: API } : is
  return { says: [how.knows === undefined ? STRANGER : UPSTREAM], ...how, address }
}
const lossy = (after: number): Is => ({ after, knows: API, losesEach: 10 })
const inventing = (after: number): Is => ({ after })

type Ran = { readonly code: number; readonly out: string; readonly err: string }
type Desk = {
  readonly file: string
  readonly dataDir: string
  readonly tune: (...words: readonly string[]) => Promise<Ran>
}
type Printed = {
  readonly names: readonly string[]
  readonly resolvers: readonly ResolverRow[]
  readonly verdict: DnsVerdict
  readonly setting: { readonly now: readonly string[]; readonly wanted: readonly string[] }
}

const CONFIG = `{\n  // mine\n  "upstream": "https://${API}",\n  "dns": { "resolvers": [] }, \n}\n`

async function between(servers: Servers, play: (desk: Desk) => Promise<void>): Promise<void> {
  await withLab({ families: [], besides: [UPSTREAM] }, async (lab) => {
    const { client, router, folder } = lab
    await lab.resolver.end()
    await publicAddresses(lab)
    const { system, ...others } = servers
    await startNameServers(router, [
      serving(ROUTER.v4, system),
      ...Object.entries(others).map(([address, is]) => serving(address, is)),
    ])
    const [file, dataDir] = [join(folder, 'holdfast.json'), join(folder, 'data')]
    writeFileSync(file, CONFIG)
    const standIn = fileURLToPath(new URL('stand-in.ts', import.meta.url))
    await lab.provider.start([process.execPath, standIn, lab.certificates.cert, lab.certificates.key]).says(/^ready$/)
    const env = [`PATH=${SYSTEM_PATH}`, `HOME=${folder}`, 'LANG=C.UTF-8', `NODE_EXTRA_CA_CERTS=${lab.certificates.ca}`]
    const command = ['-i', '-C', folder, ...env, process.execPath, MAIN, 'tune', 'dns', '--config', file, '--data-dir', dataDir]
    await play({ file, dataDir, tune: (...words) => client.attempt('env', ...command, ...words) })
  })
}

/** Of resolvers, on the router; of upstream and stranger, on the provider's machine. */
async function publicAddresses({ router, provider }: Lab): Promise<void> {
  await router.shell(`${PUBLIC.map((address) => `ip addr add ${address}/32 dev lo`).join('\n')}
    for one in ${UPSTREAM} ${STRANGER}; do ip route add $one via ${PROVIDER.v4}; done`)
  await provider.shell(`ip addr add ${UPSTREAM}/32 dev lo\nip route replace default via ${ROUTER_OUTSIDE.v4}`)
}

async function measured(desk: Desk, ...words: readonly string[]): Promise<{ readonly printed: Printed; readonly said: string }> {
  const { code, out, err } = await desk.tune('--json', ...words)
  assert.equal(code, 0, err)
  const printed = JSON.parse(out) as Printed
  assert.deepEqual(printed.names, [API])
  for (const row of printed.resolvers) if (row.excluded === undefined) assert.ok(row.samples >= 25, JSON.stringify(row))
  return { printed, said: err }
}

const excludedIn = ({ resolvers }: Printed): object =>
  Object.fromEntries(resolvers.flatMap(({ server, excluded }) => (excluded === undefined ? [] : [[server, excluded]])))

/** Written in lines of a narrow page. */
const flat = (text: string): string => text.replaceAll(/\s+/g, ' ')

async function proposedAppliedAndTakenBack(desk: Desk): Promise<void> {
  const { printed } = await measured(desk)
  const { verdict, setting } = printed
  assert.ok(verdict.is === 'better' && verdict.why === 'quicker' && verdict.server === '8.8.8.8', JSON.stringify(printed))
  assert.ok(verdict.gain >= 15 && verdict.gain <= 80, String(verdict.gain))
  assert.deepEqual(excludedIn(printed), { '9.9.9.9': 'invents' })
  assert.deepEqual(setting, { now: [], wanted: ['8.8.8.8'] })
  assert.equal(readFileSync(desk.file, 'utf8'), CONFIG, 'measuring changes nothing')
  assert.equal(existsSync(desk.dataDir) && readdirSync(desk.dataDir).includes('tune'), false)

  const applied = await desk.tune('--apply')
  assert.equal(applied.code, 0, applied.err)
  const page = flat(applied.out)
  assert.match(page, /8\.8\.8\.8 answers about \d+ ms sooner than the server that this system asks first\./)
  assert.match(page, /not usable: it names addresses even for names that cannot exist/)
  assert.match(page, /sudo cp -p \/etc\/resolv\.conf/)
  const after = readFileSync(desk.file, 'utf8')
  assert.equal(after.replace(/"resolvers": \[\s*"8\.8\.8\.8"\s*\]/, '"resolvers": []'), CONFIG, after)
  assert.notEqual(after, CONFIG)

  const undone = await desk.tune('--undo')
  assert.equal(undone.code, 0, undone.err)
  assert.deepEqual(readFileSync(desk.file), Buffer.from(CONFIG))
}

describe('tune dns in real networks', { concurrency: 4 }, () => {
  test(
    'the quickest honest name server is proposed, applied to the gateway, and taken back byte for byte',
    { skip },
    async () => {
      await between({ system: 30, '1.1.1.1': 25, '8.8.8.8': 5, '9.9.9.9': inventing(1) }, proposedAppliedAndTakenBack)
    },
  )

  test('a quicker name server that loses answers is passed over for one that loses none', { skip }, async () => {
    await between({ system: 30, '1.1.1.1': 8, '8.8.8.8': lossy(1), '9.9.9.9': 25 }, async (desk) => {
      const { printed } = await measured(desk)
      assert.deepEqual(printed.setting.wanted, ['1.1.1.1'], JSON.stringify(printed))
      const lost = printed.resolvers.find(({ server }) => server === '8.8.8.8')
      assert.ok(lost !== undefined && lost.loss >= 0.08 && lost.loss <= 0.12, JSON.stringify(lost))
    })
  })

  test('where the system’s own name server loses answers, a reliable one is better though it is slower', { skip }, async () => {
    await between({ system: lossy(5), '1.1.1.1': 10, '8.8.8.8': 20, '9.9.9.9': inventing(1) }, async (desk) => {
      const { printed } = await measured(desk)
      assert.deepEqual(printed.verdict, { is: 'better', server: '1.1.1.1', why: 'more-reliable', gain: 0 })
    })
  })

  const unchanged: readonly (readonly [string, Servers])[] = [
    [
      'a name server that is a little quicker is no reason to change anything',
      { system: 20, '1.1.1.1': 17, '8.8.8.8': 18, '9.9.9.9': 20 },
    ],
    [
      'where the system’s own name server is the best, nothing is proposed',
      { system: 2, '1.1.1.1': 15, '8.8.8.8': 18, '9.9.9.9': 20 },
    ],
  ]
  for (const [sentence, servers] of unchanged) {
    test(sentence, { skip }, async () => {
      await between(servers, async (desk) => {
        const { printed, said } = await measured(desk, '--apply', '--lang', 'ja')
        assert.deepEqual([printed.verdict, printed.setting.wanted], [{ is: 'good-enough' }, []])
        assert.match(said, /適用するものはありません。/)
        assert.equal(readFileSync(desk.file, 'utf8'), CONFIG)
      })
    })
  }
})

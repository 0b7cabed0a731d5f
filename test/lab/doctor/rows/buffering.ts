import assert from 'node:assert/strict'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { startNginx } from '../../net/nginx.ts'
import type { Order } from '../../order.ts'
import type { Internet } from '../internet.ts'
import { assertAnswer } from '../observers.ts'
import { PLACES } from '../places.ts'
import type { Row } from '../row.ts'

// What lies between and waits until an answer is complete shows only in answers that take long: the gateway on this computer has had some.

const { gateway, stranger } = PLACES

const script = (name: string): string => fileURLToPath(new URL(`../../../../${name}`, import.meta.url))

/** As many as doctor wants to have seen. */
const ANSWERS = 3
/** Some six seconds long, and less than one buffer of Nginx. */
const PROMPT = 'Slowly, please. [[text:60]] [[gap:700ms]]'

/** The API stands behind a gateway that is an Nginx. @param buffering as it is unless somebody says otherwise: on */
async function behindNginx(net: Internet, buffering: 'on' | 'off'): Promise<void> {
  const { provider, folder, file, authorities, certificates } = net
  const standIn = provider.start([
    process.execPath,
    script('test/lab/stand-in.ts'),
    certificates.cert,
    certificates.key,
    stranger.v4,
  ])
  const { cert, key } = authorities.world.papers(gateway.name)
  const papers = { cert: await file('gateway.pem', cert), key: await file('gateway.key', key) }
  const listen = [gateway.v4, gateway.v6].map((address) => ({ address, port: 443 }))
  await standIn.says(/^ready$/)
  const lines = [`location / { proxy_pass https://${stranger.v4}:443; proxy_buffering ${buffering}; }`]
  await startNginx(provider, folder, { listen, papers, lines })
}

/** @returns in how many milliseconds each answer came, and how long before its end it began */
async function asked(
  { client, folder, ca }: Internet,
  by: 'holdfast' | 'client',
): Promise<readonly (readonly [number, number])[]> {
  const upstream = `https://${gateway.name}`
  const env = { NODE_EXTRA_CA_CERTS: ca }
  const words = ['serve', '--port', '0', '--upstream', upstream, '--data-dir', join(folder, 'data'), '--json']
  const own = by === 'holdfast' ? client.start([process.execPath, script('src/main.ts'), ...words], { env }) : undefined
  const [, url = upstream] = (await own?.says(/"event":"listening".*"url":"([^"]+)"/)) ?? []
  const program = client.start([process.execPath, script('test/lab/client.ts')], { env })
  await program.says(/^ready$/)
  const began = Date.now()
  const each = Array.from({ length: ANSWERS }, async (_, id): Promise<readonly [number, number]> => {
    const via = by === 'holdfast' ? 'gateway' : 'direct'
    program.tell(JSON.stringify({ id, via, how: 'plain', url, prompt: PROMPT } satisfies Order))
    const at = async (is: string): Promise<number> =>
      Number((await program.says(new RegExp(`^report \\{"id":${id},"at":(\\d+),"is":"${is}"`)))[1])
    const end = await at('over')
    return [end - began, end - (await at('content'))]
  })
  return await Promise.all(each)
}

function behind(row: string, buffering: 'on' | 'off', { fault, due }: Pick<Row, 'fault' | 'due'>): Row {
  return {
    row,
    fault,
    needs: ['nginx'],
    extra: true,
    asked: { env: { ANTHROPIC_BASE_URL: `https://${gateway.name}` } },
    make: async (net) => {
      await behindNginx(net, buffering)
      await asked(net, 'holdfast')
      return undefined
    },
    observe: async (net) => {
      await assertAnswer(net.client, gateway, /^HTTP\/1.1 401/)
      const times = await asked(net, 'client')
      const [shortest, last] = [Math.min(...times.map(([whole]) => whole)), Math.max(...times.map(([, rest]) => rest))]
      assert.ok(shortest > 5000 && (buffering === 'on' ? last < 100 : last > 1000), JSON.stringify(times))
      return `without Holdfast an answer of ${(shortest / 1000).toFixed(1)} s begins ${last} ms before its end`
    },
    due,
  }
}

const BROKEN_ANSWERS = ['STREAM_STALLED', 'STREAM_CUT', 'GATEWAY_5XX', 'API_SILENT'] as const

export const BUFFERING_ROWS: readonly Row[] = [
  behind('62', 'on', {
    fault: 'a gateway (Nginx) keeps answers back until they are complete',
    due: { code: 'STREAM_BUFFERED', owner: 'gateway', evidence: [{ saw: 'at-once' }], never: BROKEN_ANSWERS },
  }),
  behind('62b', 'off', {
    fault: 'nothing: the same gateway, without buffering',
    due: { code: 'HEALTHY', owner: 'nobody', exitCode: 0, never: ['STREAM_BUFFERED', ...BROKEN_ANSWERS] },
  }),
]

import assert from 'node:assert/strict'
import { Cast } from '../cast.ts'
import { CLIENT, PROVIDER, ROUTER, type Lab } from '../net/lab.ts'
import { startSquid, startTinyproxy, type Login } from '../net/proxies.ts'
import { ping } from '../net/observe.ts'
import { assertServed, measured, within, type Row } from '../row.ts'

const LOGIN: Login = { user: 'mika', password: 'open-sesame' }
const PROXIES = { squid: startSquid, tinyproxy: startTinyproxy } as const

type Way = { readonly by: keyof typeof PROXIES; readonly login?: Login }

/** The proxy is the only way out, and stands on the router. */
async function onlyByProxy(lab: Lab, { by, login }: Way): Promise<() => Promise<number>> {
  const closed = await lab.firewall.drop(`ip saddr ${CLIENT.v4}`)
  await lab.firewall.drop(`ip6 saddr ${CLIENT.v6}`)
  await PROXIES[by](lab.router, lab.folder, login === undefined ? {} : { login })
  assert.equal((await ping(lab.client, PROVIDER.v4, { count: 2 })).received, 0)
  return closed.packets
}

const urlWith = (login: Login | undefined): string =>
  `http://${login === undefined ? '' : `${login.user}:${login.password}@`}${ROUTER.v4}:3128`

function throughProxy({ by, login }: Way): Row {
  const asked = login === undefined ? '' : ' that asks for a name and a password'
  return {
    name: `${by}${login === undefined ? '' : ' with login'}`,
    shows: `turns get out through ${by}${asked}, where there is no other way`,
    fault: `the only way out is ${by}${asked}`,
    when: by === 'tinyproxy' && login !== undefined ? 'quick' : 'all',
    needs: [by],
    async play(lab) {
      const closed = await onlyByProxy(lab, { by, ...(login === undefined ? {} : { login }) })
      const cast = await Cast.enter(lab, { HTTPS_PROXY: urlWith(login) })
      const turn = cast.ask('Through the gate? [[text:300]] [[gap:20ms]]')
      const direct = cast.ask('Through the gate? [[text:300]] [[gap:20ms]]', { via: 'direct' })
      const gateway = measured(await within(turn, 30_000))
      assertServed(gateway, { within: 3000 })
      const evidence = `${await closed()} pings past the proxy dropped`
      return { evidence, from: 'the request', gateway: [gateway], direct: [measured(await within(direct, 30_000))] }
    },
  }
}

function withoutLogin(by: Way['by']): Row {
  return {
    name: `${by} without the login it wants`,
    shows: `a turn through ${by} without the login that it wants is told so at once, and not held`,
    fault: `${by} asks for a name and a password, and nobody has given one`,
    when: 'all',
    needs: [by],
    async play(lab) {
      const closed = await onlyByProxy(lab, { by, login: LOGIN })
      const cast = await Cast.enter(lab, { HTTPS_PROXY: urlWith(undefined) })
      const over = await within(cast.ask('Through the gate?', { how: 'once' }), 20_000)
      const took = over.endedAt - over.askedAt
      assert.match(over.how, /^status /)
      assert.ok(took < 3000, `told after ${took} ms`)
      assert.ok(await cast.logs(/path\.proxy-login/), cast.gateway.lines.join('\n'))
      const said = { how: `${over.how} (path.proxy-login)`, firstByte: took, requests: over.requests }
      return { evidence: `${await closed()} pings past the proxy dropped`, from: 'the request', gateway: [said], direct: [] }
    },
  }
}

export const PROXY_ROWS: readonly Row[] = [
  throughProxy({ by: 'squid' }),
  throughProxy({ by: 'squid', login: LOGIN }),
  withoutLogin('squid'),
  throughProxy({ by: 'tinyproxy' }),
  throughProxy({ by: 'tinyproxy', login: LOGIN }),
  withoutLogin('tinyproxy'),
]

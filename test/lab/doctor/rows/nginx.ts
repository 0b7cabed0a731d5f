import { startNginx } from '../../net/nginx.ts'
import type { Expected } from '../expected.ts'
import type { Internet } from '../internet.ts'
import { assertAnswer, assertPlainAnswer } from '../observers.ts'
import { PLACES } from '../places.ts'
import type { Asked } from '../asking.ts'
import type { Row } from '../row.ts'

// A gateway that is an Nginx, and what it says in its own words.

const { gateway, stranger } = PLACES
const TARGET = { args: ['--target', `https://${gateway.name}`] } as const

/** @param lines of its server */
async function standsThere({ provider, folder, file, authorities }: Internet, lines: readonly string[]): Promise<undefined> {
  const { cert, key } = authorities.world.papers(gateway.name)
  const papers = { cert: await file('gateway.pem', cert), key: await file('gateway.key', key) }
  const listen = [gateway.v4, gateway.v6].map((address) => ({ address, port: 443 }))
  await startNginx(provider, folder, { listen, papers, lines })
  return undefined
}

const OURS = ['TLS_CUT', 'API_SILENT', 'CERT_UNTRUSTED', 'ANSWERED_BY_OTHER', 'PROVIDER_EDGE', 'PROVIDER_5XX'] as const

/** It shakes hands with everybody, and refuses in an answer. */
function wantsCertificate(row: string, client: 'none' | 'used'): Row {
  return {
    row,
    fault: `a gateway (Nginx) wants a certificate of the client, and ${client === 'none' ? 'none is set' : 'the one that is set is of an authority that it does not know'}`,
    needs: ['nginx'],
    extra: true,
    asked: TARGET,
    make: async (net) => {
      const { file, authorities } = net
      const known = await file('clients.pem', authorities.company.cert)
      await standsThere(net, [`ssl_client_certificate ${known};`, 'ssl_verify_client on;', 'location / { return 204; }'])
      if (client === 'none') return undefined
      const { cert, key } = authorities.stranger.papers('somebody')
      const env = {
        CLAUDE_CODE_CLIENT_CERT: await file('client.pem', cert),
        CLAUDE_CODE_CLIENT_KEY: await file('client.key', key),
      }
      return { asked: { env } }
    },
    observe: async ({ client: from }) => await assertAnswer(from, gateway, /^HTTP\/1.1 400[\s\S]*No required SSL certificate/),
    due: {
      code: 'MTLS_BAD',
      owner: 'settings',
      confidence: 'certain',
      evidence: [
        { saw: 'client-certificate', state: client },
        { saw: 'answer', status: 400 },
      ],
      never: OURS,
    },
  }
}

const plainToTls: Row = {
  row: '77c',
  fault: 'the base URL says http, and TLS is spoken there (Nginx)',
  needs: ['nginx'],
  extra: true,
  asked: { args: ['--target', `http://${gateway.name}:443`] },
  make: async (net) => await standsThere(net, ['location / { return 204; }']),
  observe: async ({ client }) =>
    await assertPlainAnswer(client, { ...gateway, port: 443 }, /^HTTP\/1.1 400[\s\S]*plain HTTP request was sent to HTTPS port/),
  due: { code: 'SCHEME_WRONG', owner: 'settings', confidence: 'certain', never: ['GATEWAY_DOWN', ...OURS] },
}

/** Its own error page, since what stands behind it is not there. */
function page(row: string, status: 502 | 504): Row {
  const due: Expected = {
    code: 'GATEWAY_5XX',
    owner: 'gateway',
    evidence: [{ saw: 'answer', status }],
    never: OURS,
  }
  const asked: Asked = { env: { ANTHROPIC_BASE_URL: `https://${gateway.name}` } }
  return {
    row,
    fault: `a gateway (Nginx) ${status === 502 ? 'finds nobody behind it, and answers 502' : 'waits in vain for what is behind it, and answers 504'}`,
    needs: ['nginx'],
    extra: true,
    world: { doors: () => (status === 504 ? { stranger: { is: 'silent' } } : {}) },
    asked,
    make: async (net) => await standsThere(net, [`location / { proxy_pass http://${stranger.v4}:443; proxy_read_timeout 1s; }`]),
    observe: async ({ client }) => await assertAnswer(client, gateway, new RegExp(`^HTTP/1.1 ${status}[\\s\\S]*<center>nginx`)),
    due,
  }
}

export const NGINX_CERTIFICATE_ROWS: readonly Row[] = [wantsCertificate('68b', 'none'), wantsCertificate('68c', 'used')]
export const NGINX_SCHEME_ROW: Row = plainToTls
export const NGINX_PAGE_ROWS: readonly Row[] = [page('98c', 502), page('98d', 504)]

import type { Expected } from '../expected.ts'
import { assertLooksUp, assertTcp } from '../observers.ts'
import { PLACES } from '../places.ts'
import type { Row } from '../row.ts'

// Many networks let nobody ask public resolvers: nothing is wrong there.

const { api, resolverOne, resolverTwo } = PLACES

const fine: Expected = { code: 'HEALTHY', owner: 'nobody', exitCode: 0, never: ['DNS_SERVER_DEAD', 'DNS_FILTERED', 'DNS_SLOW'] }

const noPublicUdp: Row = {
  row: '36',
  fault: 'nothing: questions to public resolvers by UDP are dropped',
  make: async ({ firewall }) => {
    const dropped = await firewall.drop('udp dport 53')
    return { after: async () => `${await dropped.packets()} questions dropped` }
  },
  observe: async ({ client }) => await assertLooksUp(client, api.name, [api.v4, api.v6]),
  due: fine,
}

const noPublicHttps: Row = {
  row: '37',
  fault: 'nothing: public resolvers cannot be asked by HTTPS',
  make: async ({ firewall }) => {
    const dropped = await firewall.drop(`ip daddr { ${resolverOne.v4}, ${resolverTwo.v4} } tcp dport { 443, 853 }`)
    return { after: async () => `${await dropped.packets()} packets dropped` }
  },
  observe: async ({ client }) => await assertTcp(client, resolverOne, 'silent'),
  due: fine,
}

export const PUBLIC_RESOLVER_ROWS: readonly Row[] = [noPublicUdp, noPublicHttps]

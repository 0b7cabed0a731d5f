import { clockProbe } from './clock.ts'
import { credentialProbe } from './credential.ts'
import { dnsProbe } from './dns.ts'
import { egressProbe } from './egress.ts'
import { gatewayProbe } from './gateway.ts'
import { httpProbe } from './http.ts'
import { linkProbe } from './link.ts'
import { mtuProbe } from './mtu.ts'
import { portalProbe } from './portal.ts'
import { proxyProbe } from './proxy.ts'
import { settingsProbe } from './settings.ts'
import { statusProbe } from './status.ts'
import { tcpProbe } from './tcp.ts'
import { tlsProbe } from './tls.ts'
import type { ProbeId } from './facts.ts'
import type { Probe } from './probe.ts'

/** All questions that doctor asks. */
export const allProbes: { readonly [Id in ProbeId]: Probe<Id> } = {
  link: linkProbe,
  egress: egressProbe,
  dns: dnsProbe,
  portal: portalProbe,
  proxy: proxyProbe,
  tcp: tcpProbe,
  mtu: mtuProbe,
  tls: tlsProbe,
  clock: clockProbe,
  http: httpProbe,
  gateway: gatewayProbe,
  status: statusProbe,
  settings: settingsProbe,
  credential: credentialProbe,
}

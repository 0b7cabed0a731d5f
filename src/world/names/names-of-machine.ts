import { hours, minutes, ms } from '../../core/time.ts'
import type { Policy } from '../../core/policy.ts'
import type { Clock } from '../clock.ts'
import type { Env } from '../way-out/route.ts'
import { HostsFile } from './hosts-file.ts'
import { KeptNames } from './kept-names.ts'
import { LastGood } from './last-good.ts'
import { LastGoodFile, lastGoodPath, networkMark } from './last-good-file.ts'
import { NameAsker } from './name-asker.ts'
import type { Names } from './names.ts'
import { secondServers, serversAsked, systemServers } from './own-question.ts'

export type NamesOptions = {
  readonly clock: Clock
  readonly env: Env
  readonly platform: NodeJS.Platform
  readonly policy: Policy
  /** Asked when the system has failed: addresses, with or without port. */
  readonly resolvers: readonly string[]
  /** For the last good addresses. */
  readonly dataDir: string
  /** Names the network that the machine is in. */
  readonly network: () => string
}

/** A process of 50 MB is not kept for a name that is asked for once an hour. */
const CHILD_KEPT = minutes(2)
/** Whatever the policy says: nobody vouches for an address that no name server has named for so long. */
const STALE_AT_MOST = hours(24)

/** Names as this machine knows them, with a memory. */
export function namesOfMachine(options: NamesOptions): Names {
  const { clock, env, platform, policy, resolvers, dataDir, network } = options
  const lastGood = new LastGood({
    wall: clock.wall,
    staleFor: ms(Math.min(policy.namesStaleFor, STALE_AT_MOST)),
    onChange: () => file.write(),
  })
  const file = new LastGoodFile({ path: lastGoodPath(dataDir), clock, lastGood, onNews: (news) => names.tell(news) })
  const asker = new NameAsker({ env, clock, keepFor: CHILD_KEPT })
  const hosts = HostsFile.of(platform, env)
  const names = new KeptNames({
    clock,
    policy,
    voices: {
      system: (signal) => asker.lookUp(signal),
      own: serversAsked(systemServers(platform, env), clock),
      second: resolvers.length === 0 ? undefined : serversAsked(secondServers(resolvers), clock),
    },
    hosts: (name) => hosts.addressesOf(name),
    lastGood,
    network: () => networkMark(network()),
    renew: () => asker.renew(),
    onClose: async () => {
      asker.close()
      await file.close()
    },
  })
  file.open()
  return names
}

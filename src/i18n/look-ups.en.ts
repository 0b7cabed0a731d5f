import type { KnownAddresses } from '../core/look-ups.ts'
import type { LookUpsText } from './look-ups-text.ts'
import { counted, englishDuration, shortEnglish } from './text.ts'

export const lookUpsEn: LookUpsText = {
  heading: 'Names that the gateway knows:',
  known: (known, left) => {
    const { name, is, addresses } = known
    switch (is) {
      case 'failed':
        return `${name}: no address was found.`
      case 'expired':
        return `${name}: will be asked for again with the next connection.`
      case 'stale':
        return `${name}: ${addresses.join(', ')}, the last good address; may be used for ${englishDuration(left)} more while the name servers fail.`
      case 'kept':
        return `${name}: ${addresses.join(', ')} ${sourceOf(known)}; kept for ${englishDuration(left)} more.`
    }
  },
  counts: ({ asked, kept, substituted }) => {
    if (asked === 0) return ''
    const instead =
      substituted === 0 ? '' : `, and ${substituted} were answered although the name servers failed or were too slow`
    return `Of ${counted(asked, 'look-up', 'look-ups')}, ${kept} waited for nobody${instead}.`
  },
  racing: ({ rescued, spared, savedMillis }) => {
    const parts = [
      rescued === 0 ? '' : `${counted(rescued, 'connection', 'connections')} went to another address when the first kept silent`,
      spared === 0 ? '' : `${spared} did not wait for a dead address, at least ${shortEnglish(savedMillis)} saved`,
    ].filter((part) => part !== '')
    return parts.length === 0 ? '' : `${parts.join('; ')}.`
  },
}

function sourceOf({ from, server }: KnownAddresses): string {
  switch (from) {
    case 'system':
      return server === undefined ? 'from the system' : `from the system (name server ${server})`
    case 'own-question':
      return server === undefined ? 'from the name server itself' : `from the name server ${server} itself`
    case 'second':
      return server === undefined ? 'from a resolver of the configuration' : `from the configured resolver ${server}`
    case 'last-good':
      return 'from memory'
  }
}

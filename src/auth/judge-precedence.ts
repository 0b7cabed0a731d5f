import type { Seen } from './conclude.ts'
import { takeAway } from './fixes.ts'
import type { Finding, Used } from './finding.ts'

/** What goes before what, and what comes of it. */
export function precedenceFindings(seen: Seen, used: Used): readonly Finding[] {
  return [...shadowed(seen, used), ...overruled(seen), ...asked(seen, used), ...toStranger(seen, used)]
}

/** A key from the environment goes before the subscription, silently, and every request is paid for. */
function shadowed({ sight }: Seen, { printing }: Used): readonly Finding[] {
  const hidden = sight.credentials.find((one) => one !== printing && one.use === 'oauth' && one.state !== 'unreadable')
  if (printing === undefined || hidden === undefined || printing.use === 'other') return []
  const costs = printing.use === 'oauth' ? 'nothing' : 'money'
  // approved by the person, or meant for a gateway: they know
  const isMeant = (printing.source === 'ANTHROPIC_API_KEY' && sight.approval === 'approved') || sight.sentTo === 'elsewhere'
  return [
    {
      weight: costs === 'money' && !isMeant ? 'mend' : 'note',
      about: { id: 'shadowed', used: printing.source, hidden: hidden.source, place: printing.place, costs },
      fixes: costs === 'money' ? takeAway({ place: printing.place, name: printing.source }, sight) : [],
    },
  ]
}

const overruled = ({ sight }: Seen): readonly Finding[] =>
  sight.credentials.flatMap(({ source, place: by, overruled: weaker }) =>
    weaker.map((place): Finding => ({ weight: 'note', about: { id: 'overruled', source, by, place }, fixes: [] })),
  )

/** Before it uses a key that it finds in a variable, the client asks once; with `-p` it does not. */
function asked({ sight }: Seen, { printing, talking }: Used): readonly Finding[] {
  if (printing?.source !== 'ANTHROPIC_API_KEY') return []
  switch (sight.approval) {
    case 'rejected':
      return [{ weight: 'note', about: { id: 'key-rejected', next: talking?.source }, fixes: [{ do: 'answer-client' }] }]
    case 'not-asked':
      return [{ weight: 'note', about: { id: 'key-not-asked' }, fixes: [] }]
    case 'approved':
    case undefined:
      return []
  }
}

/** A subscription's token belongs to the provider alone; what runs on this computer passes it on. */
function toStranger({ sight }: Seen, { printing }: Used): readonly Finding[] {
  const { baseUrl, sentTo } = sight
  if (baseUrl === undefined || sentTo === 'provider' || printing?.use !== 'oauth' || isLoopback(baseUrl.value)) return []
  const fixes = takeAway({ place: baseUrl.place, name: 'ANTHROPIC_BASE_URL' }, sight)
  return [{ weight: 'mend', about: { id: 'login-to-stranger', source: printing.source, baseUrl }, fixes }]
}

const isLoopback = (url: string): boolean => /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/i.test(URL.parse(url)?.hostname ?? '')

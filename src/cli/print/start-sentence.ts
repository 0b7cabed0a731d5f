import type { StartError } from '../../gateway/start-error.ts'
import type { Texts } from '../../i18n/en.ts'

/** Who has the port that we wanted. */
export type PortHolder =
  | { readonly kind: 'ours'; readonly pid: number }
  | { readonly kind: 'process'; readonly pid: number; readonly command: string }
  | { readonly kind: 'unknown' }

export type Attempted = { readonly port: number; readonly upstream: string; readonly holder: PortHolder }

/** Why the gateway did not start, and what to do: one sentence or two. */
export function startSentence({ code, detail }: StartError, { port, upstream, holder }: Attempted, { start }: Texts): string {
  switch (code) {
    case 'port-taken':
      return start.portTaken(port, holderWords(holder, start))
    case 'port-forbidden':
      return start.portForbidden(port)
    case 'host-unknown':
      return start.host(detail)
    case 'host-not-allowed':
      return start.hostNotAllowed(detail)
    case 'upstream-is-self':
      return start.loop(upstream)
    case 'proxy-setting':
      return start.proxySetting(detail)
    case 'data-dir':
    case 'listen-failed':
      return start.other(detail)
  }
}

function holderWords(holder: PortHolder, start: Texts['start']): string {
  switch (holder.kind) {
    case 'ours':
      return start.byUs(holder.pid)
    case 'process':
      return start.byProcess(holder.command, holder.pid)
    case 'unknown':
      return start.byUnknown
  }
}

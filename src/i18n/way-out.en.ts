import type { Met } from '../core/signal.ts'
import type { WayOutTexts } from './way-out-text.ts'

function met(found: Met): string {
  if (found.kind === 'certificate') {
    const { host, subject, issuer, validFrom, validUntil } = found
    if (issuer === '' && subject === '') return `No certificate was shown for ${host}.`
    const valid = validFrom === '' || validUntil === '' ? '' : `, valid from ${validFrom} to ${validUntil}`
    return `The certificate that was shown for ${host} was issued by "${issuer || '?'}" to "${subject || '?'}"${valid}.`
  }
  const { proxy, variable, status, says } = found
  const answer = status === undefined ? '' : ` It answered ${status}${says ? `: "${says}"` : ''}.`
  return `The proxy is ${proxy} (from ${variable}).${answer}`
}

export const wayOutEn: WayOutTexts = {
  met,
  oddities: {
    'way-out.proxy-without-scheme': 'the proxy variable has no scheme: it is used as http://',
    'way-out.certificates-unreadable': 'the file that NODE_EXTRA_CA_CERTS names cannot be read as certificates, and is left out',
    'way-out.certificates-unchecked':
      'NODE_TLS_REJECT_UNAUTHORIZED=0 is set: certificates are not checked, and anybody on the way can read along',
  },
}

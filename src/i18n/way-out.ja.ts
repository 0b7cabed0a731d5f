import type { Met } from '../core/signal.ts'
import type { WayOutTexts } from './way-out-text.ts'

function met(found: Met): string {
  if (found.kind === 'certificate') {
    const { host, subject, issuer, validFrom, validUntil } = found
    if (issuer === '' && subject === '') return `${host} からは証明書が提示されませんでした。`
    const valid = validFrom === '' || validUntil === '' ? '' : `、有効期間は ${validFrom} から ${validUntil} まで`
    return `${host} として提示された証明書の発行元は「${issuer || '?'}」、発行先は「${subject || '?'}」${valid}です。`
  }
  const { proxy, variable, status, says } = found
  const answer = status === undefined ? '' : `プロキシの応答は ${status}${says ? `「${says}」` : ''} です。`
  return `プロキシは ${proxy} です (${variable} の設定)。${answer}`
}

export const wayOutJa: WayOutTexts = {
  met,
  oddities: {
    'way-out.proxy-without-scheme': 'プロキシの変数にスキームがないため、http:// とみなして使います',
    'way-out.certificates-unreadable': 'NODE_EXTRA_CA_CERTS のファイルを証明書として読み取れないため、使わずに続けます',
    'way-out.certificates-unchecked':
      'NODE_TLS_REJECT_UNAUTHORIZED=0 が設定されているため、証明書を確認しません。途中で通信を読み取られるおそれがあります',
  },
}

import type { KnownAddresses } from '../core/look-ups.ts'
import type { LookUpsText } from './look-ups-text.ts'
import { japaneseDuration, shortJapanese } from './text.ts'

export const lookUpsJa: LookUpsText = {
  heading: 'ゲートウェイの名前解決:',
  known: (known, left) => {
    const { name, is, addresses } = known
    switch (is) {
      case 'failed':
        return `${name}: アドレスが見つかりませんでした。`
      case 'expired':
        return `${name}: 次に接続するとき、もう一度問い合わせます。`
      case 'stale':
        return `${name}: ${addresses.join('、')} (最後に使えたアドレス)。DNS サーバーが応答しない間、あと ${japaneseDuration(left)}使えます。`
      case 'kept':
        return `${name}: ${addresses.join('、')} (${sourceOf(known)})。あと ${japaneseDuration(left)}有効です。`
    }
  },
  counts: ({ asked, kept, substituted }) => {
    if (asked === 0) return ''
    const instead = substituted === 0 ? '' : `DNS サーバーが応答しない、または遅い場合でも ${substituted} 回は接続できました。`
    return `名前解決 ${asked} 回のうち ${kept} 回は待ち時間なしでした。${instead}`
  },
  racing: ({ rescued, spared, savedMillis }) => {
    const first = rescued === 0 ? '' : `最初のアドレスが応答せず、別のアドレスに接続した回数: ${rescued} 回。`
    const second =
      spared === 0 ? '' : `応答しないアドレスを避けて接続した回数: ${spared} 回 (少なくとも ${shortJapanese(savedMillis)}短縮)。`
    return first + second
  },
}

function sourceOf({ from, server }: KnownAddresses): string {
  switch (from) {
    case 'system':
      return server === undefined ? 'システムの回答' : `システムの回答、DNS サーバー ${server}`
    case 'own-question':
      return server === undefined ? 'DNS サーバーの直接の回答' : `DNS サーバー ${server} の直接の回答`
    case 'second':
      return server === undefined ? '設定したリゾルバーの回答' : `設定したリゾルバー ${server} の回答`
    case 'last-good':
      return '以前に使えたアドレス'
  }
}

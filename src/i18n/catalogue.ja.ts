import type { CatalogueTexts, OwnerWords } from './catalogue-text.ts'
import { API, OTHER } from './catalogue/ja-api.ts'
import { MIDDLEBOX } from './catalogue/ja-between.ts'
import { CLIENT } from './catalogue/ja-client.ts'
import { CLOUDFLARE } from './catalogue/ja-cloudflare.ts'
import { BALANCERS, ENVOY } from './catalogue/ja-edge.ts'
import { GATEWAY } from './catalogue/ja-gateway.ts'
import { ANSWER, PATH } from './catalogue/ja-path.ts'

/** All codes in Japanese. */
export const catalogueJa: CatalogueTexts = {
  ...API,
  ...ENVOY,
  ...CLOUDFLARE,
  ...BALANCERS,
  ...MIDDLEBOX,
  ...OTHER,
  ...PATH,
  ...ANSWER,
  ...GATEWAY,
  ...CLIENT,
}

export const ownersJa: OwnerWords = {
  provider: 'プロバイダー',
  network: 'あなたのネットワーク',
  proxy: '会社のプロキシ',
  computer: 'このコンピューター',
  settings: 'あなたの設定',
  account: 'あなたのアカウント',
  gateway: 'あなたのゲートウェイ',
  nobody: '原因なし (すべて正常)',
  unknown: 'まだ判断できません',
}

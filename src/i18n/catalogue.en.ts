import type { CatalogueTexts, OwnerWords } from './catalogue-text.ts'
import { API, OTHER } from './catalogue/en-api.ts'
import { MIDDLEBOX } from './catalogue/en-between.ts'
import { CLIENT } from './catalogue/en-client.ts'
import { CLOUDFLARE } from './catalogue/en-cloudflare.ts'
import { BALANCERS, ENVOY } from './catalogue/en-edge.ts'
import { GATEWAY } from './catalogue/en-gateway.ts'
import { ANSWER, PATH } from './catalogue/en-path.ts'

/** All codes in English. */
export const catalogueEn: CatalogueTexts = {
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

export const ownersEn: OwnerWords = {
  provider: 'Provider',
  network: 'Your network',
  proxy: "Your company's proxy",
  computer: 'This computer',
  settings: 'Your settings',
  account: 'Your account',
  gateway: 'Your gateway',
  nobody: 'Nobody (all fine)',
  unknown: "Can't tell yet",
}

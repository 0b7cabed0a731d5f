// Writes docs/errors.md and docs/errors.ja.md from the catalogue: node scripts/docs-errors.ts --write
import { writeFileSync } from 'node:fs'
import { CATALOGUE_CODES, catalogueEntry, GATEWAY, type CatalogueCode } from '../src/core/catalogue.ts'
import { catalogueEn, ownersEn } from '../src/i18n/catalogue.en.ts'
import { catalogueJa, ownersJa } from '../src/i18n/catalogue.ja.ts'
import type { CatalogueTexts, OwnerWords } from '../src/i18n/catalogue-text.ts'
import type { Language } from '../src/i18n/language.ts'

type Family = 'api' | 'envoy' | 'cloudflare' | 'balancer' | 'middlebox' | 'other' | 'path' | 'answer' | 'gateway' | 'client'

type Page = {
  readonly texts: CatalogueTexts
  readonly owners: OwnerWords
  readonly title: string
  readonly intro: string
  readonly families: Readonly<Record<Family, string>>
  readonly toDo: string
  readonly facts: (owner: string, passes: 'yes' | 'no', short: string) => string
  readonly answered: (status: number) => string
}

const PAGES: Readonly<Record<Language, Page>> = {
  en: {
    texts: catalogueEn,
    owners: ownersEn,
    title: 'Errors',
    intro: `Every trouble that Holdfast can tell apart: what it means, what to do, and whose fault it is. The code stands in the log, in the
journal and in the header \`x-holdfast-code\`. What passes by itself is waited for; everything else goes to the client at once.
"Provider" is whoever runs the address that Holdfast sends to.

This page is made by \`node scripts/docs-errors.ts --write\`.`,
    families: {
      api: 'The API itself',
      envoy: 'Envoy, the balancer in front of the API',
      cloudflare: 'Cloudflare',
      balancer: 'Other balancers',
      middlebox: 'Something in between',
      other: 'An upstream that answers in its own words',
      path: 'The way there: no answer at all',
      answer: 'Answers that broke',
      gateway: 'What the gateway itself says',
      client: 'What the client itself says',
    },
    toDo: 'To do: ',
    facts: (owner, passes, short) => `Whose fault: ${owner} · passes by itself: ${passes} · status line: \`${short}\``,
    answered: (status) => ` · HTTP ${status}`,
  },
  ja: {
    texts: catalogueJa,
    owners: ownersJa,
    title: 'エラー一覧',
    intro: `Holdfast が見分けられるすべての障害について、意味、対処、原因の所在をまとめています。コードはログ、ジャーナル、\`x-holdfast-code\`
ヘッダーに現れます。自然に解消するものは待ち、それ以外はすぐにクライアントへ渡します。
「プロバイダー」は、Holdfast の送り先を運営している相手を指します。

このページは \`node scripts/docs-errors.ts --write\` で生成しています。`,
    families: {
      api: 'API 自身',
      envoy: 'API の手前のロードバランサー、Envoy',
      cloudflare: 'Cloudflare',
      balancer: 'そのほかのロードバランサー',
      middlebox: '途中にあるもの',
      other: '独自の形式で答える送り先',
      path: '経路: 応答がまったくない場合',
      answer: '途中で壊れた回答',
      gateway: 'ゲートウェイ自身の応答',
      client: 'クライアント自身の表示',
    },
    toDo: '対処: ',
    facts: (owner, passes, short) =>
      `原因の所在: ${owner} · 自然に解消: ${passes === 'yes' ? 'はい' : 'いいえ'} · ステータスライン: \`${short}\``,
    answered: (status) => ` · HTTP ${status}`,
  },
}

/** The codes that the page must hold, in its order. */
export const documentedCodes: readonly CatalogueCode[] = CATALOGUE_CODES

export const ERROR_PAGES: Readonly<Record<Language, URL>> = {
  en: new URL('../docs/errors.md', import.meta.url),
  ja: new URL('../docs/errors.ja.md', import.meta.url),
}

/** The whole page as Markdown. */
export function errorPage(language: Language): string {
  const page = PAGES[language]
  const families = Object.keys(page.families) as readonly Family[]
  const sections = families.map((family) => {
    const codes = documentedCodes.filter((code) => familyOf(code) === family)
    return [`## ${page.families[family]}`, ...codes.map((code) => entryOf(page, code))].join('\n\n')
  })
  return `${[`# ${page.title}`, page.intro, ...sections].join('\n\n')}\n`
}

function familyOf(code: CatalogueCode): Family {
  const family = code.slice(0, code.indexOf('.'))
  return family in PAGES.en.families ? (family as Family) : 'balancer'
}

function entryOf(page: Page, code: CatalogueCode): string {
  const { short, title, meaning, action } = page.texts[code]
  const { owner, waitingHelps } = catalogueEntry(code)
  const status = code in GATEWAY ? GATEWAY[code as keyof typeof GATEWAY].status : undefined
  const facts =
    page.facts(page.owners[owner], waitingHelps ? 'yes' : 'no', short) + (status === undefined ? '' : page.answered(status))
  return [`### \`${code}\``, `**${title}**`, meaning, `${page.toDo}${action}`, facts].join('\n\n')
}

if (import.meta.main && process.argv.includes('--write')) {
  for (const language of ['en', 'ja'] as const) writeFileSync(ERROR_PAGES[language], errorPage(language))
}

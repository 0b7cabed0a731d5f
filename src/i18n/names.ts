import type { Millis } from '../core/time.ts'
import type { Language } from './language.ts'
import { englishDuration, japaneseDuration } from './text.ts'

/** Whence the addresses are that are used while the system's name servers fail. */
type Instead = 'own-question' | 'second' | 'last-good'

/** What the log says of names and addresses, without a full stop. */
export type NamesTexts = {
  readonly failed: (name: string, code: string) => string
  readonly failing: Readonly<Record<Instead, (name: string, code: string) => string>>
  readonly lying: (name: string, address: string) => string
  readonly back: (name: string, after: Millis) => string
  readonly setAside: (file: string) => string
}

const en: NamesTexts = {
  failed: (name, code) =>
    `DNS fails here (${code}), and no address of ${name} is known: requests wait until it can be found. For the cause, run \`holdfast doctor\``,
  failing: {
    'last-good': (name, code) =>
      `DNS fails here (${code}): requests go on with the addresses of ${name} that were good before, for a day at most. For the cause, run \`holdfast doctor\``,
    'own-question': (name, code) =>
      `this computer is slow to find ${name} or cannot (${code}), although its DNS server knows it: requests go on with what the server says. For the cause, run \`holdfast doctor\``,
    second: (name, code) =>
      `DNS fails here (${code}): requests go on with what the other configured DNS servers say of ${name}. For the cause, run \`holdfast doctor\``,
  },
  lying: (name, address) =>
    `DNS sends requests for ${name} to a stranger (${address}: its certificate is somebody else's). Nothing was sent there; requests go on with the addresses that were good before`,
  back: (name, after) => `DNS finds ${name} again, after ${englishDuration(after)}`,
  setAside: (file) => `the file of good addresses could not be read; it is now ${file}, and a new one was begun`,
}

const ja: NamesTexts = {
  failed: (name, code) =>
    `DNS が使えず（${code}）、${name} のアドレスがわかりません。わかるまでリクエストを待たせます。原因は \`holdfast doctor\` で調べられます`,
  failing: {
    'last-good': (name, code) =>
      `DNS が使えません（${code}）。これまで正しく使えていた ${name} のアドレスで、最長 1 日まで処理を続けます。原因は \`holdfast doctor\` で調べられます`,
    'own-question': (name, code) =>
      `DNS サーバーは ${name} を知っていますが、このコンピューターでの名前解決が遅いか失敗しています（${code}）。DNS サーバーから直接得たアドレスで処理を続けます。原因は \`holdfast doctor\` で調べられます`,
    second: (name, code) =>
      `DNS が使えません（${code}）。設定済みの別の DNS サーバーから得た ${name} のアドレスで処理を続けます。原因は \`holdfast doctor\` で調べられます`,
  },
  lying: (name, address) =>
    `DNS が ${name} の行き先として別のサーバー（${address}）を返しています。証明書が一致しないため、何も送信していません。これまで正しく使えていたアドレスで処理を続けます`,
  back: (name, after) => `${japaneseDuration(after)}ぶりに、DNS で ${name} を解決できるようになりました`,
  setAside: (file) => `アドレスの記録ファイルを読み取れなかったため、${file} に移し、新しいファイルを作りました`,
}

const TABLES: Readonly<Record<Language, NamesTexts>> = { en, ja }

export const namesTextsIn = (language: Language): NamesTexts => TABLES[language]

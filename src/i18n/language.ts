/** The languages people can be spoken to in. */
export const LANGUAGES = ['en', 'ja'] as const
export type Language = (typeof LANGUAGES)[number]

type Env = Readonly<Record<string, string | undefined>>

/** `ja`, `ja_JP.UTF-8`, `en-GB` → the language; undefined for one that we do not speak. */
export function languageOf(name: string): Language | undefined {
  const primary = /^[a-z]+/i.exec(name.trim())?.[0].toLowerCase()
  return LANGUAGES.find((language) => language === primary)
}

/**
 * What the person asked for, else HOLDFAST_LANG, else the locale in the order of POSIX.
 * The first variable that says anything decides: `LC_ALL=C` means English though LANG be Japanese.
 */
export function chooseLanguage(asked: string | undefined, env: Env): Language {
  const said = [asked, env['HOLDFAST_LANG'], env['LC_ALL'], env['LC_MESSAGES'], env['LANG']]
  const first = said.find((name) => name !== undefined && name !== '')
  return (first === undefined ? undefined : languageOf(first)) ?? 'en'
}

/** A member in which something looks like a secret, and what it looks like. */
export type Suspicion = { readonly member: string; readonly looksLike: string }

type Text = { readonly name: string; readonly text: string }

/**
 * Looks at finished texts once more, with rules that others keep up to date (secretlint). Must find nothing.
 * Loaded here and not before: no other command needs it.
 */
export async function secondPass(texts: readonly Text[]): Promise<readonly Suspicion[]> {
  const [{ lintSource }, { rules }] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/secretlint-rule-preset-recommend'),
  ])
  // without the one that lets a comment in the text switch the others off
  const judges = rules.filter(({ meta }) => meta.id !== FILTER)
  const config = { rules: judges.map((rule) => ({ id: rule.meta.id, rule })) } as Parameters<
    typeof lintSource
  >[0]['options']['config']
  const found = await Promise.all(
    texts.map(async ({ name, text }) => {
      const source = { filePath: name, content: `${name}\n${text}`, ext: '.txt', contentType: 'text' as const }
      const { messages } = await lintSource({ source, options: { config, maskSecrets: true, noPhysicFilePath: true } })
      return messages.map(({ ruleId }) => ({ member: name, looksLike: ruleId.replace(/^.*secretlint-rule-/, '') }))
    }),
  )
  return found.flat()
}

const FILTER = '@secretlint/secretlint-rule-filter-comments'

import type { Completable, Values } from '../completion.ts'

/** For Windows PowerShell 5.1 and PowerShell 7. */
export const powershellScript = (commands: readonly Completable[]): string => `# Completion of holdfast for PowerShell.
Register-ArgumentCompleter -Native -CommandName holdfast -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @{
${commands.map(({ path, ...one }) => `    ${quoted(path)} = @(${entries(one)})`).join('\n')}
  }
  $values = @{
${commands.flatMap(valuesOfOptions).join('\n')}
  }
  $at = ''
  $previous = ''
  foreach ($element in @($commandAst.CommandElements | Select-Object -Skip 1)) {
    if ($element.Extent.EndOffset -ge $cursorPosition -and $wordToComplete -ne '') { break }
    $previous = $element.ToString()
    $deeper = "$at $previous".Trim()
    if ($words.ContainsKey($deeper)) { $at = $deeper }
  }
  $key = "\${at}:$previous"
  # an empty list: PowerShell goes on with files
  $offered = if ($values.ContainsKey($key)) { $values[$key] } else { $words[$at] }
  $offered | Where-Object { $_[0] -like "$wordToComplete*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_[0], $_[0], 'ParameterValue', $_[1])
  }
}
`

/** A backtick and a dollar mean nothing in single quotes; curly ones count as quotes there. */
const quoted = (text: string): string => `'${text.replaceAll(/['‘’‚‛]/g, (sign) => sign + sign)}'`

/** The comma in front keeps PowerShell from flattening lists. */
const pair = (word: string, about: string): string => `,@(${quoted(word)}, ${quoted(about === '' ? word : about)})`

const wordsIn = (values: Values | undefined): readonly string[] => (values?.kind === 'words' ? values.words : [])

const entries = ({ commands, options, values }: Omit<Completable, 'path'>): string =>
  [
    ...commands.map(({ name, about }) => pair(name, about)),
    ...wordsIn(values).map((word) => pair(word, word)),
    ...options.flatMap(({ flags, about }) => flags.map((flag) => pair(flag, about))),
  ].join('; ')

const valuesOfOptions = ({ path, options }: Completable): readonly string[] =>
  options.flatMap(({ flags, values }) => {
    if (values === undefined) return []
    const list = wordsIn(values).map((word) => pair(word, word))
    return flags.map((flag) => `    ${quoted(`${path}:${flag}`)} = @(${list.join('; ')})`)
  })

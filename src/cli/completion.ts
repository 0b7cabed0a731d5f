import type { Argument, Command, Option } from 'commander'
import { CHECK_NAMES } from '../core/evidence.ts'
import { SCENARIO_NAMES } from '../drill/named-scenarios.ts'
import { installTextsIn } from '../i18n/install.ts'
import { LANGUAGES } from '../i18n/language.ts'
import { Complaint, type Context } from './context.ts'
import { bashScript } from './print/completion-bash.ts'
import { fishScript } from './print/completion-fish.ts'
import { powershellScript } from './print/completion-powershell.ts'
import { zshScript } from './print/completion-zsh.ts'

/** What may stand for a value. */
export type Values =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'files' | 'folders' | 'programs' | 'anything' }

export type Completable = {
  /** The words that lead to it, behind the program's name: '', 'drill', 'drill run'. */
  readonly path: string
  readonly commands: readonly { readonly name: string; readonly about: string }[]
  readonly options: readonly { readonly flags: readonly string[]; readonly about: string; readonly values: Values | undefined }[]
  /** Of its arguments. */
  readonly values: Values | undefined
}

const SCRIPTS: Readonly<Record<string, (commands: readonly Completable[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
  powershell: powershellScript,
}

/** `holdfast completion`. @returns the exit code @throws Complaint for a shell that we do not know */
export function completion(shell: string, program: Command, { language, say }: Context): number {
  const script = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined
  if (script === undefined) throw new Complaint(installTextsIn(language).unknownShell(shell))
  say(script(completables(program)).trimEnd())
  return 0
}

/** A command and all below it, as their help shows them. */
export function completables(command: Command, path: string = ''): readonly Completable[] {
  const help = command.createHelp()
  const below = help.visibleCommands(command)
  const own: Completable = {
    path,
    commands: below.map((one) => ({ name: one.name(), about: one.description() })),
    options: help.visibleOptions(command).map((option) => ({
      flags: [option.short, option.long].filter((flag) => flag !== undefined),
      about: option.description,
      values: valuesOfOption(option),
    })),
    values: command.registeredArguments.map(valuesOfArgument).find((values) => values !== undefined),
  }
  const deeper = command.commands.filter((one) => below.includes(one))
  return [own, ...deeper.flatMap((one) => completables(one, `${path} ${one.name()}`.trim()))]
}

const words = (list: readonly string[]): Values => ({ kind: 'words', words: list })

/** What a placeholder in angle brackets stands for. */
const PLACEHOLDERS: Readonly<Record<string, Values>> = {
  file: { kind: 'files' },
  dir: { kind: 'folders' },
  language: words(LANGUAGES),
  scenario: words(SCENARIO_NAMES),
  'name or file': words(SCENARIO_NAMES),
  shell: words(Object.keys(SCRIPTS)),
  client: { kind: 'programs' },
  command: { kind: 'programs' },
}
const CHECKS = new Set(['--check', '--skip'])

function valuesOfOption(option: Option): Values | undefined {
  if (!option.required && !option.optional) return undefined
  if (option.argChoices !== undefined) return words(option.argChoices)
  if (CHECKS.has(option.long ?? '')) return words(CHECK_NAMES)
  return PLACEHOLDERS[/[<[]([^>\]]+)[>\]]/.exec(option.flags)?.[1] ?? ''] ?? { kind: 'anything' }
}

const valuesOfArgument = (argument: Argument): Values | undefined =>
  argument.argChoices === undefined ? PLACEHOLDERS[argument.name()] : words(argument.argChoices)

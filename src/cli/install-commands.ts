import type { Command } from 'commander'
import type { Flags } from '../config/config.ts'
import { installTextsIn } from '../i18n/install.ts'
import type { BypassFlags } from './bypass.ts'
import type { Context } from './context.ts'
import type { InstallFlags } from './install.ts'
import { addExamples } from './print/help.ts'
import type { UninstallFlags } from './uninstall.ts'

type Finish = (exitCode: number) => void

/** `install`, `uninstall`, `bypass`, `start` and `completion`. */
export function addInstall(program: Command, context: Context, finish: Finish): void {
  const { help: all } = context.texts
  const { help } = installTextsIn(context.language)
  const command = program
    .command('install')
    .description(help.install)
    .option('--yes', help.yes)
    .option('--dry-run', help.dryRun)
    .option('--port <port>', `${all.port} (4180)`)
    .option('--upstream <url>', all.upstream)
    .option('--patience <duration>', all.patience)
    .option('--config <file>', all.config)
    .option('--data-dir <dir>', all.dataDir)
    .action(async (flags: InstallFlags) => finish(await (await import('./install.ts')).install(flags, context)))
  addExamples(command, context.texts, [
    ['holdfast install', help.installs],
    ['holdfast install --dry-run', help.installsDry],
    ['holdfast install --port 4200', help.installsOther],
  ])
  addUninstall(program, context, finish)
  addBypass(program, context, finish)
  const start = program
    .command('start')
    .description(help.start)
    .option('--data-dir <dir>', all.dataDir)
    .action(async (flags: Flags) => finish(await (await import('./start-installed.ts')).startGatewayCommand(flags, context)))
  addExamples(start, context.texts, [['holdfast start', help.starts]])
  addCompletion(program, context, finish)
}

function addUninstall(program: Command, context: Context, finish: Finish): void {
  const { help } = installTextsIn(context.language)
  const command = program
    .command('uninstall')
    .description(help.uninstall)
    .option('--yes', help.yes)
    .option('--dry-run', help.dryRun)
    .option('--keep-changes', help.keepChanges)
    .option('--discard-changes', help.discardChanges)
    .option('--data-dir <dir>', context.texts.help.dataDir)
    .action(async (flags: UninstallFlags) => finish(await (await import('./uninstall.ts')).uninstall(flags, context)))
  addExamples(command, context.texts, [
    ['holdfast uninstall', help.uninstalls],
    ['holdfast uninstall --keep-changes', help.uninstallsKeeping],
  ])
}

function addBypass(program: Command, context: Context, finish: Finish): void {
  const { help } = installTextsIn(context.language)
  const command = program
    .command('bypass')
    .description(help.bypass)
    .option('--for <duration>', help.for)
    .option('--end', help.end)
    .option('--data-dir <dir>', context.texts.help.dataDir)
  command.addOption(command.createOption('--due').hideHelp())
  command.action(async (flags: BypassFlags) => finish(await (await import('./bypass.ts')).bypass(flags, context)))
  addExamples(command, context.texts, [
    ['holdfast bypass', help.bypasses],
    ['holdfast bypass --for 1h', help.bypassesFor],
    ['holdfast bypass --end', help.bypassEnds],
  ])
}

function addCompletion(program: Command, context: Context, finish: Finish): void {
  const { help } = installTextsIn(context.language)
  const command = program.command('completion').description(help.completion).argument('<shell>', help.shell)
  command.action(async (shell: string) => {
    const { completion } = await import('./completion.ts')
    finish(completion(shell, program, context))
  })
  addExamples(command, context.texts, [
    ['eval "$(holdfast completion bash)"', help.completes.bash],
    ['eval "$(holdfast completion zsh)"', help.completes.zsh],
    ['holdfast completion fish > ~/.config/fish/completions/holdfast.fish', help.completes.fish],
    ['holdfast completion powershell | Out-String | Invoke-Expression', help.completes.powershell],
  ])
}

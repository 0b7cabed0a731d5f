import type { Command } from 'commander'
import { drillHelpIn } from '../i18n/drill-help.ts'
import type { Context } from './context.ts'
import type { DrillFlags, DrillServeFlags } from './drill.ts'
import type { DrillRunFlags } from './drill-run.ts'
import { addExamples } from './print/help.ts'

type Finish = (exitCode: number) => void

/** `drill`, and what can be said behind it. */
export function addDrill(program: Command, context: Context, finish: Finish): void {
  const { help } = context.texts
  const drill = program
    .command('drill')
    .description(help.drill)
    .option('--stay', help.drillStay)
    .action(async (flags: DrillFlags) => finish(await (await import('./drill.ts')).rehearse(flags, context)))
  addList(drill, context, finish)
  addRun(drill, context, finish)
  const serve = drill
    .command('serve')
    .description(help.drillServe)
    .option('--port <port>', help.drillPort)
    .option('--scenario <name or file>', help.drillScenario)
    .action(async (flags: DrillServeFlags) => finish(await (await import('./drill.ts')).serveStandIn(flags, context)))
  addExamples(drill, context.texts, [
    ['holdfast drill', help.drills],
    ['holdfast drill --stay', help.drillStays],
    ['holdfast drill run outage --client claude', drillHelpIn(context.language).runsClient],
    ['holdfast drill serve --port 4100 --scenario outage', help.drillServes],
  ])
  addExamples(serve, context.texts, [['holdfast drill serve --port 4100 --scenario outage', help.drillServes]])
}

function addList(drill: Command, context: Context, finish: Finish): void {
  const help = drillHelpIn(context.language)
  const list = drill
    .command('list')
    .description(help.list)
    .action(async () => finish((await import('./drill-list.ts')).listScenarios(context)))
  addExamples(list, context.texts, [['holdfast drill list', help.list]])
}

function addRun(drill: Command, context: Context, finish: Finish): void {
  const help = drillHelpIn(context.language)
  const run = drill
    .command('run')
    .description(help.run)
    .argument('<scenario>', help.scenario)
    .argument('[client-arguments...]', help.clientArguments)
    .option('--seed <number>', help.seed)
    .option('--speed <factor>', help.speed)
    .option('--report <file>', help.report)
    .option('--json', help.json)
    .option('--client <command>', help.client)
    .action(async (scenario: string, args: readonly string[], flags: DrillRunFlags) => {
      const { runScenarioCommand } = await import('./drill-run.ts')
      finish(await runScenarioCommand([scenario, ...args], flags, context))
    })
  addExamples(run, context.texts, [
    ['holdfast drill run wall-14m21s', help.runsNamed],
    ['holdfast drill run mine.jsonc --report report.md', help.runsFile],
    ['holdfast drill run outage --client claude', help.runsClient],
    ['holdfast drill run outage --client claude -- -p "Hold fast"', help.runsClientOnce],
  ])
}

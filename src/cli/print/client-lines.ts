import { shownPath } from '../../clients/client-voices.ts'
import { installTextsIn } from '../../i18n/install.ts'
import type { FoundClient } from '../../install/found-clients.ts'
import type { InstalledGateway } from '../../install/record.ts'
import type { Context } from '../context.ts'
import { signsFor } from './doctor-signs.ts'

/** Each client, whether it is set up, and what is left to do by hand. */
export function clientLines(
  clients: readonly FoundClient[],
  gateway: Pick<InstalledGateway, 'url'>,
  context: Context,
): readonly string[] {
  const texts = installTextsIn(context.language).clients
  if (clients.length === 0) return ['', texts.none]
  return ['', texts.title, ...clients.flatMap((client) => linesOf(client, gateway, context))]
}

function linesOf(client: FoundClient, gateway: Pick<InstalledGateway, 'url'>, context: Context): readonly string[] {
  const texts = installTextsIn(context.language).clients
  const { env, platform, home } = context.surroundings
  const { mark } = signsFor(env, platform)
  const ready = (name: string, how: string): readonly string[] => [`  ${mark.pass} ${name}: ${how}`]
  const byHand = (name: string, how: string, ...steps: readonly string[]): readonly string[] => [
    `  ${mark.skip} ${name}: ${how}`,
    ...steps.map((step) => `      ${step}`),
  ]
  switch (client.kind) {
    case 'cli':
      return ready(texts.cli(client.version ?? '', shownPath(client.program, home)), texts.setUp)
    case 'vscode':
      return byHand(texts.vscode(client.editor), texts.vscodeSteps(shownPath(client.settings, home)), vscodeSetting(gateway.url))
    case 'jetbrains':
      return ready(texts.jetbrains(client.editor), texts.jetbrainsSteps)
    case 'desktop':
      return byHand(texts.desktop, texts.desktopSteps(gateway))
    case 'actions':
      return byHand(texts.actions(client.files.join(', ')), texts.actionsSteps)
  }
}

/** As the extension wants it. */
const vscodeSetting = (url: string): string =>
  `"claudeCode.environmentVariables": [{ "name": "ANTHROPIC_BASE_URL", "value": "${url}" }]`

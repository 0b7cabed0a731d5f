import process from 'node:process'
import { isAlive, listRuntimes } from '../config/runtime-file.ts'
import type { GatewayState } from '../gateway/state.ts'
import type { Texts } from '../i18n/en.ts'
import { stateOf } from './ask-gateway.ts'
import { comeBack } from './come-back.ts'
import type { Context } from './context.ts'
import { fitted } from './print/fitted.ts'
import { itemLines } from './print/items.ts'
import { configOrComplaint } from './settled.ts'

/** `holdfast` alone: how things stand, and where to begin. @returns the exit code */
export async function showHome(context: Context): Promise<number> {
  const { dataDir } = configOrComplaint({}, context)
  await comeBack(dataDir, context, { reader: 'person', retry: 'later' })
  const files = (await listRuntimes(dataDir)).filter(({ info }) => info.status === 'running' && isAlive(info.pid))
  const asked = await Promise.all(files.map(({ info }) => stateOf(info)))
  const states = asked.filter((state) => state !== undefined)
  const commands: readonly (readonly [string, string])[] = [
    ['holdfast run claude', context.texts.home.run],
    ['holdfast doctor', context.texts.home.doctor],
    ['holdfast drill', context.texts.home.drill],
    ['holdfast --help', context.texts.home.help],
  ]
  const { isTTY, columns } = process.stdout
  const items = itemLines(commands, isTTY ? columns || 80 : undefined)
  for (const line of [...fitted([homeSentence(states, context.texts)]), '', ...items]) context.say(line)
  return 0
}

/** One sentence about all of them: the one that is worst off speaks. */
export function homeSentence(states: readonly GatewayState[], { home }: Texts): string {
  const [worst] = states.toSorted((one, other) => trouble(other) - trouble(one))
  if (worst === undefined) return home.none
  const sentence = sentenceOf(worst, home)
  return states.length === 1 ? sentence : home.several(states.length, sentence)
}

function sentenceOf(state: GatewayState, home: Texts['home']): string {
  const held = heldBy(state)
  if (state.network === 'offline') return home.offline(held, state.upstream)
  return held > 0 ? home.holding(held, state.upstream) : sentenceWithoutHolds(state, home)
}

const sentenceWithoutHolds = (state: GatewayState, home: Texts['home']): string =>
  isUnfit(state) ? home.unfit(state.upstream) : home.fine(state.url, state.upstream)

const heldBy = ({ exchanges }: GatewayState): number => exchanges.filter(({ step }) => step === 'holding').length
const isUnfit = ({ lanes }: GatewayState): boolean => lanes.some(({ health }) => health === 'unfit' || health === 'trying')
const trouble = (state: GatewayState): number => heldBy(state) * 2 + (isUnfit(state) ? 1 : 0)

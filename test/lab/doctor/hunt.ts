import { ask, type Asked, type Told } from './asking.ts'
import { withInternet, type Internet, type World } from './internet.ts'
import { judge, type Judgement, type Pair } from './pairs.ts'
import { LATEST, mergedAsked, type Row } from './row.ts'

// Two faults at once, in real networks: is the owner of the first one named?

/** What came of a pair. `unseen`: the observer of one fault could not see it for the other, whichever was made first. */
export type Hunted = { readonly pair: Pair } & (
  | (Judgement & { readonly told: Told })
  | { readonly is: 'unseen'; readonly why: string }
)

/** @param allowance by which factor the limits of time are widened, where other tests are at work beside it */
export async function playPair(pair: Pair, allowance = 1): Promise<Hunted> {
  const { first, other } = pair
  const whys: string[] = []
  // what one of them leaves alone may be what the observer of the other needs
  for (const order of [
    [other, first],
    [first, other],
  ]) {
    const told = await toldOf(order)
    if ('unseen' in told) whys.push(told.unseen)
    else if (told.examined > LATEST * allowance) return { pair, told, is: 'wrong', why: `the probes took ${told.examined} ms` }
    else return { pair, told, ...judge(pair, told) }
  }
  return { pair, is: 'unseen', why: whys.join(' | ') }
}

async function toldOf(order: readonly Row[]): Promise<Told | { readonly unseen: string }> {
  return await withInternet(worldOf(order), async (net) => {
    let asked: Asked = {}
    for (const row of order) {
      const made = await row.make?.(net)
      asked = mergedAsked(mergedAsked(asked, row.asked), made?.asked)
      const unseen = await unseenIn(row, net)
      if (unseen !== undefined) return { unseen }
    }
    return await ask(net, asked)
  })
}

/** A setting of the client is in force by being set. */
async function unseenIn({ row, observe, world, make }: Row, net: Internet): Promise<string | undefined> {
  if (world === undefined && make === undefined) return undefined
  try {
    await observe(net)
    return undefined
  } catch (error) {
    return `${row}: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`
  }
}

function worldOf(rows: readonly Row[]): World {
  const worlds = rows.map(({ world = {} }) => world)
  const merged: World = Object.assign({}, ...worlds)
  const narrow = worlds.find(({ families }) => families?.length === 1)
  return {
    ...merged,
    ...(narrow?.families !== undefined && { families: narrow.families }),
    says: Object.assign({}, ...worlds.map(({ says }) => says)),
    doors: (authorities) => Object.assign({}, ...worlds.map(({ doors }) => doors?.(authorities))),
    more: (authorities) => worlds.flatMap(({ more }) => more?.(authorities) ?? []),
  }
}

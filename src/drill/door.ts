import type { Socket } from 'node:net'
import type { Cancel, Clock } from '../world/clock.ts'
import type { FaultBoard } from './fault-board.ts'
import type { Listener } from './listener.ts'

type DoorOptions = { readonly listener: Listener; readonly board: FaultBoard; readonly clock: Clock }

/** Keeps the listener shut while connections are to be refused. */
export class Door {
  readonly #listener: Listener
  readonly #board: FaultBoard
  readonly #clock: Clock
  #cancel: Cancel = () => undefined
  #left = false
  #turn: Promise<void> = Promise.resolve()

  constructor({ listener, board, clock }: DoorOptions) {
    this.#listener = listener
    this.#board = board
    this.#clock = clock
  }

  /** Opens or shuts as the board says now, and again when that may change. One after the other: opening takes a moment. */
  follow(except?: Socket): Promise<void> {
    const before = this.#turn.catch(() => undefined)
    this.#turn = before.then(() => this.#obey(except))
    return this.#turn
  }

  async #obey(except: Socket | undefined): Promise<void> {
    this.#cancel()
    if (this.#left) return
    const wait = this.#board.untilChange()
    this.#cancel = wait === undefined ? () => undefined : this.#clock.after(wait, () => void this.follow())
    if (this.#board.refuses()) this.#listener.shut(except)
    else await this.#listener.open()
  }

  leave(): Promise<void> {
    this.#left = true
    this.#cancel()
    return this.#turn
  }
}

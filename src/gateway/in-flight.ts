/** Its place among those in flight. */
export type Seat<Guest> = { readonly guest: Guest; at: number }

/**
 * Those in flight, in no order. A Set would do, but a Set that thousands enter and leave each second leaves a chain of
 * outgrown tables behind, each of which keeps the exchanges of its time until the next full collection: a quarter of
 * all processor time, measured.
 */
export class InFlight<Guest> {
  readonly #seats: Seat<Guest>[] = []

  get size(): number {
    return this.#seats.length
  }

  enter(guest: Guest): Seat<Guest> {
    const seat = { guest, at: this.#seats.length }
    this.#seats.push(seat)
    return seat
  }

  leave(seat: Seat<Guest>): void {
    if (this.#seats[seat.at] !== seat) return
    const last = this.#seats.pop()
    if (last === undefined || last === seat) return
    this.#seats[seat.at] = last
    last.at = seat.at
  }

  all(): readonly Guest[] {
    return this.#seats.map((seat) => seat.guest)
  }
}
